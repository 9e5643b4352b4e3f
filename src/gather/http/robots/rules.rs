//! The rules of one `robots.txt`, as far as they are about us. Pure.

use std::time::Duration;

use url::Url;

/// The name that our group goes by.
const NAME: &str = "roundup";

/// What one site allows us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rules {
    Listed(Group),
    Unreachable,
}

/// What is said to the programs of one name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Group {
    rules: Vec<Rule>,
    /// `Crawl-delay`: not in the RFC, and in many a file.
    pace: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    path: String,
}

impl Rules {
    pub(super) fn none() -> Self {
        Self::Listed(Group::default())
    }

    pub(super) fn parse(text: &str) -> Self {
        let (mut ours, mut everyones) = (Group::default(), Group::default());
        let (mut found_ours, mut in_agents) = (false, false);
        let (mut for_us, mut for_all) = (false, false);
        for line in text.trim_start_matches('\u{feff}').lines().take(10_000) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !in_agents {
                        (for_us, for_all) = (false, false);
                    }
                    in_agents = true;
                    for_us |= is_us(value);
                    for_all |= value == "*";
                    found_ours |= for_us;
                }
                "allow" | "disallow" => {
                    in_agents = false;
                    let rule = || Rule {
                        allow: key == "allow",
                        path: value.to_owned(),
                    };
                    // An empty Disallow forbids nothing.
                    if value.is_empty() {
                        continue;
                    }
                    if for_us {
                        ours.rules.push(rule());
                    }
                    if for_all {
                        everyones.rules.push(rule());
                    }
                }
                "crawl-delay" => {
                    in_agents = false;
                    let pace = seconds(value);
                    if for_us {
                        ours.pace = pace;
                    }
                    if for_all {
                        everyones.pace = pace;
                    }
                }
                _ => {}
            }
        }
        Self::Listed(if found_ours { ours } else { everyones })
    }

    pub(super) fn pace(&self) -> Option<Duration> {
        match self {
            Self::Listed(group) => group.pace,
            Self::Unreachable => None,
        }
    }

    pub(super) fn allow(&self, page: &Url) -> bool {
        let Self::Listed(Group { rules, .. }) = self else {
            return false;
        };
        let path = match page.query() {
            Some(query) => format!("{}?{query}", page.path()),
            None => page.path().to_owned(),
        };
        // The longest rule wins, and of two as long the one that allows.
        rules
            .iter()
            .filter(|rule| matches(&rule.path, &path))
            .max_by_key(|rule| (rule.path.len(), rule.allow))
            .is_none_or(|rule| rule.allow)
    }
}

/// Seconds, whole or with a fraction.
fn seconds(value: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(value.parse().ok()?).ok()
}

fn is_us(agent: &str) -> bool {
    let product = agent.split(['/', ' ']).next().unwrap_or(agent);
    product.eq_ignore_ascii_case(NAME)
}

/// Whether a rule's pattern (`*` for anything, `$` for the end) covers a path.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut last_is_star = pattern.ends_with('*');
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        if is_last && to_end {
            last_is_star |= part.is_empty();
            return last_is_star || rest.ends_with(part);
        }
        match rest.find(part) {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    !to_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        let page = Url::parse("https://example.org")
            .unwrap()
            .join(path)
            .unwrap();
        Rules::parse(robots).allow(&page)
    }

    #[test]
    fn our_group_before_everyones() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Roundup/1.0\nDisallow: /private # x\nAllow: /private/open";
        assert!(allows(robots, "/a"));
        assert!(!allows(robots, "/private/x"));
        assert!(allows(robots, "/private/open/x"));
        assert!(!allows("user-agent: *\ndisallow: /", "/a"));
        assert!(allows("User-agent: *\nDisallow:", "/a"));
        assert!(allows("<html>not found</html>", "/a"));
        assert!(allows("", "/a"));
    }

    #[test]
    fn the_pace_is_that_of_our_group() {
        let of = |text: &str| Rules::parse(text).pace();
        let both = "User-agent: *\nCrawl-delay: 9\n\nUser-agent: roundup\nCrawl-delay: 1.5";
        assert_eq!(of(both), Some(Duration::from_millis(1_500)));
        assert_eq!(
            of("User-agent: *\nCrawl-delay: 2"),
            Some(Duration::from_secs(2))
        );
        for odd in ["-1", "soon", "1e300", "NaN"] {
            assert_eq!(of(&format!("User-agent: *\nCrawl-delay: {odd}")), None);
        }
    }

    #[test]
    fn patterns() {
        assert!(matches("/*.pdf$", "/a/b.pdf"));
        assert!(!matches("/*.pdf$", "/a/b.pdf?x"));
        assert!(matches("/a*b", "/axxbyy"));
        assert!(!matches("/a*b", "/axx"));
        assert!(matches("/a$", "/a"));
        assert!(!matches("/a$", "/ab"));
        assert!(matches("/a*$", "/ab"));
        assert!(matches("/?s=", "/?s=x"));
    }

    #[test]
    fn the_longest_match_wins_and_allow_a_tie() {
        assert!(allows("User-agent: *\nAllow: /p\nDisallow: /", "/page"));
        assert!(allows(
            "User-agent: *\nDisallow: /page\nAllow: /page",
            "/page"
        ));
    }
}
