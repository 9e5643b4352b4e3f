//! Filling a layout: minijinja with its limits, and its errors in the words of whoever wrote the layout.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, OutputSpan, OutputSpanKind, UndefinedBehavior,
    value::{Value, ValueKind},
};

use super::{LayoutError, source};
use crate::config::{File, LayoutFile, nearest};

/// What filling may cost: steps, and octets of what it makes (64 count as a step).
const FUEL: u64 = 400_000;
/// The octets that may come of it. Mail has a tenth of it.
const OUTPUT_LIMIT: usize = 1024 * 1024;

/// A filled layout, and which part of it came from where.
#[derive(Debug)]
pub(super) struct Filled {
    /// The text.
    pub(super) text: String,
    spans: Vec<OutputSpan>,
}

impl Filled {
    /// The file and the line that wrote what stands at this octet.
    pub(super) fn place(&self, at: usize) -> Option<(&str, usize)> {
        let next = self
            .spans
            .partition_point(|span| span.output_range().start <= at);
        let span = self.spans.get(next.checked_sub(1)?)?;
        let written = self
            .text
            .get(span.output_range().start..at)
            .unwrap_or_default();
        let below = match span.kind() {
            OutputSpanKind::Raw => written.matches('\n').count(),
            _ => 0,
        };
        Some((span.name(), span.line() + below))
    }
}

/// Fills the layout.
pub(super) fn fill(layout: &LayoutFile, context: Value) -> Result<Filled, LayoutError> {
    let used = Used::default();
    let environment = environment(layout, &used);
    let known = known_names(&context);
    let told = |why: Error| told(layout, &known, &why);
    let template = environment.get_template(&layout.name).map_err(told)?;
    let (text, spans) = template.render_with_spans(context).map_err(told)?;
    for name in used.names() {
        if let Some(File::Text(text)) = layout.files.get(&name) {
            source::check(layout, &name, text)?;
        }
    }
    if text.len() > OUTPUT_LIMIT {
        return Err(LayoutError::of(
            layout,
            format!("it makes {} KB of text", text.len() / 1024),
            "a mail has 100 KB at most; look for a loop that goes round too often",
        ));
    }
    Ok(Filled { text, spans })
}

/// The files that a layout took in.
#[derive(Debug, Clone, Default)]
struct Used(Arc<Mutex<BTreeSet<String>>>);

impl Used {
    fn add(&self, name: &str) {
        self.names_now().insert(name.to_owned());
    }

    fn names(&self) -> BTreeSet<String> {
        self.names_now().clone()
    }

    fn names_now(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn environment(layout: &LayoutFile, used: &Used) -> Environment<'static> {
    let mut environment = Environment::new();
    let used = used.clone();
    let files = layout.files.clone();
    let cut = layout.cut;
    environment.set_loader(move |asked| {
        let name = asked.trim_start_matches("./");
        match files.get(name) {
        Some(File::Text(text)) => {
            used.add(name);
            Ok(Some(text.clone()))
        }
        Some(File::Refused(why)) => Err(refused(format!("`{name}` was not read: {why}"))),
        None if leads_out(name) => Err(refused(format!(
            "`{name}` is outside the layout's folder, and nothing outside is read"
        ))),
        None if cut => Err(refused(format!(
            "`{name}` is not among the first 200 files of the layout's folder: give the layout a folder of its own"
        ))),
        None => Ok(None),
        }
    });
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    // Only then do errors know which name it was.
    environment.set_debug(true);
    environment.remove_filter("safe");
    environment.set_formatter(|out, _, value| match value.kind() {
        // What an edition does not have is nothing, not the word "none".
        ValueKind::None | ValueKind::Undefined => Ok(()),
        ValueKind::String if value.is_safe() => write(out, value.as_str().unwrap_or_default()),
        ValueKind::String => escaped(out, value.as_str().unwrap_or_default()),
        ValueKind::Bool | ValueKind::Number => escaped(out, &value.to_string()),
        kind => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("this is a {kind}, not a text: name one of the things in it, or go through them with {{% for %}}"),
        )),
    });
    environment
}

fn refused(why: String) -> Error {
    Error::new(ErrorKind::BadInclude, why)
}

fn leads_out(name: &str) -> bool {
    name.starts_with(['/', '~'])
        || name.contains([':', '\\'])
        || name.split('/').any(|part| part == "..")
}

/// As the engine does it, but slashes stay: addresses are read by people, too.
fn escaped(out: &mut minijinja::Output<'_>, text: &str) -> Result<(), Error> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        write(out, &rest[..at])?;
        write(
            out,
            match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            },
        )?;
        rest = &rest[at + 1..];
    }
    write(out, rest)
}

fn write(out: &mut minijinja::Output<'_>, text: &str) -> Result<(), Error> {
    out.write_str(text).map_err(Error::from)
}

/// Every name there is, at any depth.
fn known_names(context: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut left = vec![context.clone()];
    while let Some(value) = left.pop() {
        let Ok(items) = value.try_iter() else {
            continue;
        };
        match value.kind() {
            ValueKind::Map => {
                for key in items {
                    left.extend(value.get_item(&key));
                    names.push(key.to_string());
                }
            }
            ValueKind::Seq | ValueKind::Iterable => left.extend(items),
            _ => {}
        }
    }
    names.sort();
    names.dedup();
    names
}

/// The innermost error that knows its line, in plain words.
fn told(layout: &LayoutFile, known: &[String], why: &Error) -> LayoutError {
    let mut inner = why;
    let mut place = place(why);
    while let Some(cause) =
        std::error::Error::source(inner).and_then(|cause| cause.downcast_ref::<Error>())
    {
        inner = cause;
        place = self::place(inner).or(place);
    }
    let detail = inner.detail().unwrap_or_default();
    let named = quoted(detail).or_else(|| written(layout, inner));
    let (message, hint) = words(inner.kind(), detail, named, known);
    LayoutError {
        file: layout.path.clone(),
        line: None,
        message,
        hint: Some(hint),
    }
    .at(layout, place)
}

fn place(why: &Error) -> Option<(&str, usize)> {
    Some((why.name()?, why.line()?))
}

/// What stands where the error is.
fn written<'a>(layout: &'a LayoutFile, why: &Error) -> Option<&'a str> {
    match layout.files.get(why.name()?)? {
        File::Text(text) => text.get(why.range()?),
        File::Refused(_) => None,
    }
}

fn words(kind: ErrorKind, detail: &str, named: Option<&str>, known: &[String]) -> (String, String) {
    const NAMES: &str = "the layout that `roundup init --layout` writes explains every name";
    let hint = |hint: &str| hint.to_owned();
    match kind {
        ErrorKind::UndefinedError => {
            let name = named.unwrap_or("this name");
            let last = name.rsplit('.').next().unwrap_or(name);
            let near = nearest(last, known.iter().map(String::as_str)).filter(|near| *near != last);
            let hint = match near {
                Some(near) => format!("did you mean `{near}`? {NAMES}"),
                None => {
                    format!("not every block has every name: ask for its `kind` first; {NAMES}")
                }
            };
            (format!("there is no `{name}` here"), hint)
        }
        ErrorKind::SyntaxError => (
            format!("this can't be read: {detail}"),
            hint("see that every {% if %}, {% for %} and {{ has its end"),
        ),
        ErrorKind::OutOfFuel => (
            hint("filling it takes too long and was stopped"),
            hint("look for a loop that goes round too often, or in which a text grows"),
        ),
        ErrorKind::UnknownFilter if detail.contains("filter safe ") => (
            hint("there is no filter `safe`: what is filled in is always escaped"),
            hint("write markup as markup, around {{ }}"),
        ),
        ErrorKind::TemplateNotFound => (
            format!(
                "there is no file `{}` in the layout's folder",
                detail.split(['\'', '"']).nth(1).unwrap_or_default()
            ),
            hint(
                "names of files begin at the layout's folder; only .mjml, .html, .j2, .css and .txt files are read",
            ),
        ),
        ErrorKind::InvalidOperation if detail.contains("recursion limit") => (
            hint("it takes itself in, without an end"),
            hint("look for an {% include %} or a macro that comes back to itself"),
        ),
        ErrorKind::BadInclude if !detail.is_empty() => (
            detail.to_owned(),
            hint("only files of the layout's folder, and of folders in it, are read"),
        ),
        ErrorKind::UnknownFilter => (
            detail.to_owned(),
            hint(
                "among the filters are upper, lower, title, trim, replace, join, first, last, length, sort and default",
            ),
        ),
        _ if detail.is_empty() => (kind.to_string(), hint(NAMES)),
        ErrorKind::InvalidOperation => (detail.to_owned(), hint(NAMES)),
        _ => (format!("{kind}: {detail}"), hint(NAMES)),
    }
}

fn quoted(detail: &str) -> Option<&str> {
    detail.split('`').nth(1)
}
