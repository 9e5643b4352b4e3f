//! The canonical form of an address: what it leads to, without where its reader came from.

use url::Url;

/// Query parameters that say where a reader came from, never what they read.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_enc_id",
    "oly_anon_id",
    "wickedid",
    "ref",
    "ref_src",
    "ref_url",
    "referrer",
    "cmpid",
    "cmp",
    "ocid",
    "ncid",
    "sr_share",
    "smid",
    "s_cid",
    "ito",
    "at_medium",
    "at_campaign",
    "xtor",
    "spm",
    "soc_src",
    "soc_trk",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "_ga",
    "_gl",
    "amp_js_v",
    "usqp",
];

/// Prefixes of whole families of such parameters.
const TRACKING_FAMILIES: &[&str] = &["utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "stm_"];

/// The canonical form of a link: no fragment, no user name, no tracking parameters; the parser has already
/// lowered the host's case and dropped a default port. `http` stays `http`: whether both lead to the same
/// piece is for the site to say, in its `rel=canonical`.
pub fn canonical(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // Both fail only where there is no host, and then there is nothing to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    drop_tracking(&mut url);
    url
}

fn drop_tracking(url: &mut Url) {
    let Some(query) = url.query() else { return };
    // Pieces of the query are kept as written: decoding and encoding again would change their bytes.
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair))
        .collect();
    let kept = kept.join("&");
    url.set_query(if kept.is_empty() { None } else { Some(&kept) });
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    TRACKING.contains(&name.as_str())
        || TRACKING_FAMILIES
            .iter()
            .any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> String {
        canonical(&Url::parse(url).unwrap()).to_string()
    }

    #[test]
    fn tracking_goes_and_meaning_stays() {
        assert_eq!(
            of("HTTPS://Example.ORG:443/a?utm_source=x&id=7&fbclid=1&UTM_Medium=y#top"),
            "https://example.org/a?id=7"
        );
        assert_eq!(
            of("https://example.org/a?utm_source=x"),
            "https://example.org/a"
        );
        assert_eq!(of("http://example.org/?p=12"), "http://example.org/?p=12");
        assert_eq!(
            of("https://u:p@example.org/a%20b?q=%C3%A9+x"),
            "https://example.org/a%20b?q=%C3%A9+x"
        );
        assert_eq!(of("https://example.org/a?"), "https://example.org/a");
    }

    #[test]
    fn canonical_is_its_own_canonical() {
        let once = of("https://example.org/a?ref=1&b=2&&c");
        assert_eq!(of(&once), once);
        assert_eq!(once, "https://example.org/a?b=2&c");
    }
}
