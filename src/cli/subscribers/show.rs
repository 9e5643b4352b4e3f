//! `roundup subscribers show`: all that is known of one person, and who changed what about them.

use anyhow::Result;

use crate::{
    cli::{
        Exit, Globals,
        output::{BOLD, DIM, moment, styled},
    },
    consent::Consent,
    pipeline::Pipeline,
    preference::PreferenceChange,
    subscriber::{EmailAddress, StateChange, Subscriber},
};

pub(super) async fn show(
    globals: &Globals,
    pipeline: &Pipeline,
    address: &EmailAddress,
) -> Result<Exit> {
    let person = pipeline.subscriber(address).await?;
    let consents = pipeline.store.consent_list(person.id).await?;
    let zone = pipeline.config.publication.timezone;
    let known = Known {
        person: &person,
        consents: &consents,
        changes: pipeline.store.person_changes(person.id).await?,
        preference_changes: pipeline.store.person_choices(person.id).await?,
    };
    globals.output.print(&known, |out| {
        writeln!(out, "{}", styled(BOLD, &person.address))?;
        writeln!(out, "name     {}", person.name.as_deref().unwrap_or("-"))?;
        writeln!(
            out,
            "state    {} since {}",
            person.state,
            moment(person.changed, zone)
        )?;
        writeln!(out, "joined   {}", moment(person.joined, zone))?;
        super::set::write(out, &person, zone)?;
        writeln!(out, "consent  {}", person.consent)?;
        consents.iter().try_for_each(|consent| {
            writeln!(out, "         “{}”", consent.wording)?;
            let caller = consent.caller.as_deref().unwrap_or("an address not kept");
            write!(out, "         asked {}", moment(consent.asked, zone))?;
            if !consent.page.is_empty() {
                write!(out, " on {}", consent.page)?;
            }
            write!(out, " from {caller}, ")?;
            match consent.confirmed {
                Some(at) => writeln!(out, "confirmed {}", moment(at, zone)),
                None => writeln!(out, "not confirmed"),
            }
        })?;
        write_trail(out, &known.changes, &known.preference_changes, zone)
    })?;
    Ok(Exit::Done)
}

/// All that is known of one person.
#[derive(serde::Serialize)]
struct Known<'a> {
    #[serde(flatten)]
    person: &'a Subscriber,
    consents: &'a [Consent],
    changes: Vec<StateChange>,
    preference_changes: Vec<PreferenceChange>,
}

/// All changes in their order, a line each.
fn write_trail(
    out: &mut dyn std::io::Write,
    states: &[StateChange],
    preferences: &[PreferenceChange],
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    let by = |by: &str, key: Option<&String>| match key {
        Some(key) => format!("by {by}, with the key {key}"),
        None => format!("by {by}"),
    };
    let mut lines: Vec<_> = states
        .iter()
        .map(|change| {
            let told = format!("state {} -> {}", change.was, change.state);
            (change.at, told, by(&change.by, change.key.as_ref()))
        })
        .collect();
    lines.extend(preferences.iter().map(|change| {
        let (was, value) = (text(change.was.as_ref()), text(change.value.as_ref()));
        let told = format!("{} {was} -> {value}", change.what);
        (change.at, told, by(&change.by, change.key.as_ref()))
    }));
    lines.sort_by_key(|(at, ..)| *at);
    for (n, (at, told, by)) in lines.iter().enumerate() {
        let head = if n == 0 { "changes" } else { "" };
        let at = styled(DIM, moment(*at, zone));
        writeln!(out, "{head:9}{at}  {told}, {by}")?;
    }
    Ok(())
}

fn text(value: Option<&String>) -> &str {
    value.map_or("-", String::as_str)
}
