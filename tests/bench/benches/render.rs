//! What an edition costs until it is mail: the whole, its two dearest parts by themselves in the same run, and what is done
//! for each reader. `tests/bench/render` makes the sample first and says where it is.

#![expect(clippy::print_stderr, reason = "the sizes stand above the table")]

use std::{env, path::PathBuf, sync::LazyLock};

use css_inline::CSSInliner;
use divan::{AllocProfiler, Bencher, black_box, counter::BytesCount};
use roundup::{
    clock::Clock,
    config::Config,
    deliver::{Recipient, fill},
    delivery::MessageId,
    edition::{Block, Edition},
    message::Field,
    mime,
    pipeline::Pipeline,
    render::{self, Letterhead, Rendered},
    subscriber::EmailAddress,
};
use roundup_templates::{
    email::{self, style},
    page, view,
};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

static SAMPLE: LazyLock<Sample> = LazyLock::new(Sample::read);

fn main() {
    for pieces in SIZES {
        let (edition, _) = SAMPLE.with(pieces);
        let message = SAMPLE.render(&edition);
        let octets = |part: String| part.len();
        eprintln!(
            "{pieces} pieces: HTML {} octets, text {}",
            octets(message.html(&|_| String::new())),
            octets(message.text(&|_| String::new())),
        );
    }
    divan::main();
}

/// The pieces of an edition: the sample's own with photos and teasers, and a week that nobody has.
const SIZES: [usize; 3] = [8, 15, 100];

/// All of it, as `approve` does it.
#[divan::bench(args = SIZES)]
fn edition_to_message(bencher: Bencher<'_, '_>, pieces: usize) {
    let (edition, _) = SAMPLE.with(pieces);
    bencher.bench_local(|| SAMPLE.render(black_box(&edition)));
}

/// What readers see, decided.
#[divan::bench(args = SIZES)]
fn view_alone(bencher: Bencher<'_, '_>, pieces: usize) {
    let (edition, _) = SAMPLE.with(pieces);
    bencher.bench_local(|| render::email(black_box(&edition), &SAMPLE.letterhead()));
}

/// The view as markup.
#[divan::bench(args = SIZES)]
fn maud_alone(bencher: Bencher<'_, '_>, pieces: usize) {
    let (_, view) = SAMPLE.with(pieces);
    bencher.bench_local(|| email::teasers(black_box(&view)).into_string());
}

/// The styles into the markup.
#[divan::bench(args = SIZES)]
fn css_inline_alone(bencher: Bencher<'_, '_>, pieces: usize) {
    let (_, view) = SAMPLE.with(pieces);
    let markup = email::teasers(&view).into_string();
    let css = style::inlined(&view.look);
    bencher
        .counter(BytesCount::of_str(&markup))
        .bench_local(|| {
            let inliner = CSSInliner::options()
                .load_remote_stylesheets(false)
                .keep_style_tags(true)
                .minify_css(true)
                .extra_css(Some(css.as_str().into()))
                .build();
            inliner.inline(black_box(&markup))
        });
}

/// The HTML for the way.
#[divan::bench(args = SIZES)]
fn quoted_printable_alone(bencher: Bencher<'_, '_>, pieces: usize) {
    let (edition, _) = SAMPLE.with(pieces);
    let html = SAMPLE.render(&edition).html(&|_| String::new());
    bencher
        .counter(BytesCount::of_str(&html))
        .bench_local(|| mime::quoted_printable(black_box(&html), 0));
}

/// What is done for each reader.
#[divan::bench(args = SIZES)]
fn message_of_a_reader(bencher: Bencher<'_, '_>, pieces: usize) {
    let (edition, _) = SAMPLE.with(pieces);
    let message = SAMPLE.render(&edition).message;
    let address: EmailAddress = "zoe@reader.example".parse().expect("an address");
    let message_id = MessageId("e1.0123456789abcdef@weir.example".to_owned());
    let link = |field: Field| format!("https://mail.weir.example/{field:?}/{}", "a".repeat(60));
    let (unsubscribe, preferences) = (link(Field::UnsubscribeUrl), link(Field::PreferencesUrl));
    bencher.bench_local(|| {
        let recipient = Recipient {
            address: &address,
            name: Some("Zoë Reader"),
            message_id: &message_id,
            date: edition.slot.0,
            unsubscribe_url: &unsubscribe,
            preferences_url: &preferences,
            subject_mark: None,
        };
        fill(black_box(&message), &recipient)
    });
}

/// The page in the archive, made anew for everybody who asks.
#[divan::bench(args = SIZES)]
fn page_of_the_archive(bencher: Bencher<'_, '_>, pieces: usize) {
    let (edition, _) = SAMPLE.with(pieces);
    bencher.bench_local(|| {
        page::edition(&view::EditionPage {
            site: SAMPLE.letterhead().site(),
            email: render::email(black_box(&edition), &SAMPLE.letterhead()),
            url: "https://mail.weir.example/archive/1".to_owned(),
            number: Some("No. 1".to_owned()),
            date: view::Moment {
                text: "Friday, 20 November 2026".to_owned(),
                machine: "2026-11-20".to_owned(),
            },
            proof: None,
            corrections: Vec::new(),
            listing: None,
        })
        .into_string()
    });
}

/// The edition of the sample publication, as `roundup demo` made it.
struct Sample {
    config: Config,
    edition: Edition,
}

impl Sample {
    fn read() -> Self {
        let dir = env::var_os("ROUNDUP_SAMPLE").map(PathBuf::from);
        let dir =
            dir.expect("ROUNDUP_SAMPLE names a folder of `roundup demo`: see tests/bench/render");
        let config = Config::load(&dir.join("roundup.toml"), std::iter::empty());
        let config = config.expect("the sample's configuration");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let edition = runtime.block_on(async {
            let pipeline = Pipeline::open(config.clone(), Clock::System).await?;
            let edition = pipeline.edition(None).await?;
            pipeline.close().await;
            anyhow::Ok(edition)
        });
        Self {
            config,
            edition: edition.expect("the sample's edition"),
        }
    }

    /// The edition with so many teasers, its own again and again.
    fn with(&self, pieces: usize) -> (Edition, view::Email) {
        let mut edition = self.edition.clone();
        let blocks = &mut edition.composition.blocks;
        let teasers: Vec<_> = blocks.iter().filter(|block| is_shown(block)).collect();
        let own: Vec<_> = teasers
            .iter()
            .flat_map(|block| block.pieces())
            .cloned()
            .collect();
        let more = pieces.saturating_sub(own.len());
        let mut again = own.iter().cycle().take(more).cloned();
        for block in blocks {
            if let Block::Section { pieces, .. } = block {
                pieces.extend(again.by_ref());
            }
        }
        let view = render::email(&edition, &self.letterhead());
        (edition, view)
    }

    fn render(&self, edition: &Edition) -> Rendered {
        render::render(edition, &self.letterhead()).expect("a message")
    }

    fn letterhead(&self) -> Letterhead<'_> {
        Letterhead {
            language: &self.config.publication.language,
            publication: &self.config.publication,
            rules: &self.config.edition,
            theme: &self.config.theme,
            public_url: &self.config.web.public_url,
        }
    }
}

fn is_shown(block: &Block) -> bool {
    matches!(block, Block::Lead { .. } | Block::Section { .. })
}
