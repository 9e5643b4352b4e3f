//! What somebody says of the columns of a list: `email=E-Post`, or `state=` where there is none.

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The address.
    Email,
    /// The name, or the first of two.
    Name,
    /// The last name.
    LastName,
    /// Whether they get mail.
    State,
    /// When they joined.
    Joined,
    /// Where the consent came from.
    Consent,
    /// When who is paused comes back.
    PausedUntil,
    /// The sections they want.
    Sections,
    /// How often.
    Frequency,
    /// In which language.
    Language,
    /// In which form.
    Format,
    /// The publication's words for them.
    Tags,
}

impl std::str::FromStr for Use {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(match word {
            "email" => Self::Email,
            "name" => Self::Name,
            "last-name" => Self::LastName,
            "state" => Self::State,
            "joined" => Self::Joined,
            "consent" => Self::Consent,
            "paused-until" => Self::PausedUntil,
            "sections" => Self::Sections,
            "frequency" => Self::Frequency,
            "language" => Self::Language,
            "format" => Self::Format,
            "tags" => Self::Tags,
            _ => {
                return Err(format!(
                    "`{word}` is none of email, name, last-name, state, joined, consent, paused-until, sections, frequency, language, format and tags"
                ));
            }
        })
    }
}

/// A column that somebody says the use of, or that there is none for a use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    pub(super) what: Use,
    /// None: no column is for that, whatever they are called.
    pub(super) column: Option<String>,
}

impl std::str::FromStr for Mapped {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (what, column) = text
            .split_once('=')
            .ok_or_else(|| format!("`{text}` maps nothing; write email=\"The column\""))?;
        let what = what.trim().parse()?;
        let column = Some(column.trim().to_owned()).filter(|column| !column.is_empty());
        if what == Use::Email && column.is_none() {
            return Err("no list is without addresses; write email=\"The column\"".to_owned());
        }
        Ok(Self { what, column })
    }
}
