//! Values that several concerns share, parsed from their text while the file is read.

use std::{fmt, net::IpAddr, str::FromStr, time::Duration};

/// Reads a value from its text through `FromStr`, so that the error carries its place in the file.
macro_rules! from_text {
    ($type:ty) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?
                    .parse()
                    .map_err(<D::Error as serde::de::Error>::custom)
            }
        }
    };
}

/// A length of time: `500ms`, `30s`, `15m`, `36h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

impl Span {
    /// So many seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// The same length for arithmetic on dates.
    pub fn delta(self) -> chrono::TimeDelta {
        chrono::TimeDelta::from_std(self.0).unwrap_or(chrono::TimeDelta::MAX)
    }
}

impl fmt::Display for Span {
    /// In the largest unit that it is a whole number of.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_millis();
        let units = [
            (86_400_000, "d"),
            (3_600_000, "h"),
            (60_000, "m"),
            (1_000, "s"),
        ];
        let whole = units.iter().find(|(unit, _)| millis.is_multiple_of(*unit));
        let (unit, name) = whole.unwrap_or(&(1, "ms"));
        write!(f, "{}{name}", millis / unit)
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let split = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor = match unit.trim() {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => 0,
        };
        match number
            .parse::<u64>()
            .ok()
            .and_then(|n| n.checked_mul(factor))
        {
            Some(millis) if factor > 0 && millis <= 3_660 * 86_400_000 => {
                Ok(Self(Duration::from_millis(millis)))
            }
            _ => Err(format!(
                "`{text}` is not a length of time; write a number and ms, s, m, h, d or w: \"30m\""
            )),
        }
    }
}
pub(super) use from_text;
from_text!(Span);

/// An IANA time zone: `Europe/Berlin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub chrono_tz::Tz);

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| {
            let known = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            match super::explain::nearest(text, known) {
                Some(near) => format!("`{text}` is not a time zone; did you mean \"{near}\"?"),
                None => format!("`{text}` is not a time zone; write one like \"Europe/Berlin\""),
            }
        })
    }
}
from_text!(Zone);

/// A cron expression of five fields, read in the publication's time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(pub croner::Cron);

impl FromStr for Cron {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.split_whitespace().count() != 5 {
            return Err(format!(
                "`{text}` is not a cron expression of five fields (minute hour day month weekday); every Friday at 7: \"0 7 * * FRI\""
            ));
        }
        text.parse().map(Self).map_err(|why| {
            format!("`{text}` is not a cron expression: {why}; every Friday at 7: \"0 7 * * FRI\"")
        })
    }
}
from_text!(Cron);

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| format!("`{text}` is not a colour; write it as \"#9a2a1f\""))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}
from_text!(Colour);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// An address range in CIDR notation (RFC 4632): `127.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// The ranges of the machine's own loopback: 127.0.0.0/8 and ::1.
    pub fn loopback() -> [Self; 2] {
        [
            Self {
                base: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
                bits: 8,
            },
            Self {
                base: IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
                bits: 128,
            },
        ]
    }

    /// Whether the address lies in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.bits);
                shift == 32 || base.to_bits() >> shift == address.to_bits() >> shift
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.bits);
                shift == 128 || base.to_bits() >> shift == address.to_bits() >> shift
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not an address range; write it as \"127.0.0.0/8\"");
        let (base, bits) = text.split_once('/').ok_or_else(wrong)?;
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let bits: u8 = bits.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { base, bits })
    }
}
from_text!(Network);
