//! What the address of a picture says about it: logos, icons, faces and counting pixels are no photos.

use url::Url;

use super::super::text;

/// Words of names that photos don't have.
const FURNITURE: &[&str] = &[
    "logo",
    "logos",
    "icon",
    "icons",
    "favicon",
    "avatar",
    "avatars",
    "gravatar",
    "pixel",
    "spacer",
    "blank",
    "placeholder",
    "sprite",
    "badge",
    "beacon",
    "1x1",
];

/// Whether the name is that of a picture which belongs to the site's furniture. Its folders say less: a site may keep
/// its photos under `/pixel-magazine/`.
pub(crate) fn is_furniture(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    if host.ends_with("gravatar.com") || url.path().ends_with(".svg") {
        return true;
    }
    let name = url.path().rsplit('/').find(|part| !part.is_empty());
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let name = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(name, _)| name);
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| FURNITURE.contains(&word))
}

/// What is said in place of a picture; none where that is the name of its file, as content systems fill it in.
pub(crate) fn alt(said: &str) -> Option<String> {
    text::non_empty(said).filter(|said| !is_file(said))
}

fn is_file(said: &str) -> bool {
    let lower = said.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map(|(_, ending)| ending);
    let named = ending
        .is_some_and(|ending| ["jpg", "jpeg", "png", "webp", "gif", "avif"].contains(&ending));
    let word = !said.contains(' ');
    named || (word && said.contains(|c: char| c.is_ascii_digit() || c == '_') && said.len() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_nothing() {
        for said in [
            "IMG_1234.jpg",
            "IMG_1234",
            "a boat.JPG",
            "DSC00042",
            "lock-2026-11-14",
            " ",
        ] {
            assert_eq!(alt(said), None, "{said}");
        }
        for said in ["A boat", "Boat", "1945", "Schleuse", "قارب"] {
            assert!(alt(said).is_some(), "{said}");
        }
    }

    #[test]
    fn names_of_furniture() {
        let of =
            |path: &str| is_furniture(&Url::parse(&format!("https://a.example{path}")).unwrap());
        for path in [
            "/logo.png",
            "/img/site-logo-2x.png",
            "/a/avatar_ana.jpg",
            "/p/1x1.gif",
            "/mark.svg",
        ] {
            assert!(of(path), "{path}");
        }
        for path in [
            "/boat-1200x800.jpg",
            "/logos/boat.jpg",
            "/iconic-bridge.jpg",
            "/",
        ] {
            assert!(!of(path), "{path}");
        }
    }
}
