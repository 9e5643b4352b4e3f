//! The cage: pages are read in child processes of our own binary, with little memory and little time.
//!
//! Extractors overflow the stack, loop and eat memory on hostile pages, and none of that can be caught
//! within a process. So a page that takes its reader down takes a child down; the parent says so and
//! starts another. Children are started when first needed, reused, and die with the parent.

mod child;
mod wire;

use std::{
    borrow::Cow,
    path::PathBuf,
    process::Stdio,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Semaphore,
};
use url::Url;

use super::{
    charset,
    http::shown,
    page::{Effort, Page},
};
use crate::config::Select;

pub use child::run as run_child;

/// How our binary is asked to be a child.
const ARGUMENT: &str = "__extract";

/// How long a page may take: the slowest honest ones take one second.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the light extractor may take afterwards.
const LESS_PATIENCE: Duration = Duration::from_secs(5);

/// A child is replaced after so many pages, so that what its memory gathered is given back.
const PAGES_A_CHILD: usize = 200;

/// What a larger page left behind in a child's memory, the next one might lack.
const LARGE: usize = 1 << 20;

/// Larger pages are not looked into: they would take more memory than the child has.
const MOST_BYTES: usize = 4 << 20;

/// Nor are pages of more elements. The longest articles have ten thousand; each costs up to 6 kB.
const MOST_ELEMENTS: usize = 16_000;

/// Why a page could not be read. The text names the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CageError {
    /// The reader took too long.
    #[error("{url}: reading the page took longer than {} s; the feed's own summary is used", PATIENCE.as_secs())]
    Late {
        /// The page.
        url: String,
    },
    /// The reader died.
    #[error(
        "{url}: reading the page ended its reader (too much memory or depth); the feed's own summary is used"
    )]
    Died {
        /// The page.
        url: String,
    },
    /// The reader refused.
    #[error("{url}: {why}; the feed's own summary is used")]
    Refused {
        /// The page.
        url: String,
        /// What it said.
        why: String,
    },
    /// No reader could be started.
    #[error("the page reader can't be started ({why}); check that {exe} may be executed")]
    Start {
        /// What the system said.
        why: String,
        /// The program.
        exe: String,
    },
}

/// A pool of children that read pages.
#[derive(Debug)]
pub struct Cage {
    exe: PathBuf,
    turns: Semaphore,
    idle: Mutex<Vec<Reader>>,
    patience: Duration,
}

#[derive(Debug)]
struct Reader {
    // Killed when dropped.
    process: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    pages: usize,
}

/// A page to be read.
struct Ask<'a> {
    html: &'a str,
    url: &'a Url,
    select: &'a Select,
}

enum Failure {
    Late,
    Died,
}

impl Cage {
    /// A cage of up to `children` processes of `exe`, which is our own binary.
    pub fn new(exe: PathBuf, children: usize) -> Self {
        Self {
            exe,
            turns: Semaphore::new(children.max(1)),
            idle: Mutex::default(),
            patience: PATIENCE,
        }
    }

    /// The same cage with another patience, for tests.
    #[doc(hidden)]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Reads a page. When the best extractor dies on it or is late, the light one is tried.
    pub async fn page(
        &self,
        html: &[u8],
        content_type: Option<&str>,
        url: &Url,
    ) -> Result<Page, CageError> {
        self.selected_page(html, content_type, url, &Select::default())
            .await
    }

    /// The same for a page of a source that has selectors of its own.
    pub async fn selected_page(
        &self,
        html: &[u8],
        content_type: Option<&str>,
        url: &Url,
        select: &Select,
    ) -> Result<Page, CageError> {
        if html.len() > MOST_BYTES {
            let why = format!("the page is larger than {MOST_BYTES} bytes");
            return Err(CageError::Refused {
                url: shown(url),
                why,
            });
        }
        let html = charset::decode_page(html, content_type);
        if elements(&html) > MOST_ELEMENTS {
            let why = format!("the page has more than {MOST_ELEMENTS} elements");
            return Err(CageError::Refused {
                url: shown(url),
                why,
            });
        }
        let Ok(_turn) = self.turns.acquire().await else {
            return Err(CageError::Died { url: shown(url) });
        };
        let ask = Ask {
            html: &html,
            url,
            select,
        };
        let first = self.ask(&ask, Effort::Full, self.patience).await?;
        let answer = match first {
            Ok(answer) => answer,
            Err(failure) => {
                let patience = LESS_PATIENCE.min(self.patience);
                self.ask(&ask, Effort::Light, patience)
                    .await?
                    .map_err(|_| match failure {
                        Failure::Late => CageError::Late { url: shown(url) },
                        Failure::Died => CageError::Died { url: shown(url) },
                    })?
            }
        };
        answer.map_err(|why| CageError::Refused {
            url: shown(url),
            why,
        })
    }

    async fn ask(
        &self,
        ask: &Ask<'_>,
        effort: Effort,
        patience: Duration,
    ) -> Result<Result<wire::Answer, Failure>, CageError> {
        let request = wire::Request {
            url: ask.url.clone(),
            effort,
            select: Cow::Borrowed(ask.select),
            html: ask.html.into(),
        };
        let mut reader = match self.take() {
            Some(reader) => reader,
            None => self.start()?,
        };
        let asked = tokio::time::timeout(patience, reader.exchange(&request)).await;
        Ok(match asked {
            Ok(Ok(answer)) => {
                if ask.html.len() <= LARGE {
                    self.give_back(reader);
                }
                Ok(answer)
            }
            // Dropping the reader kills the child.
            Ok(Err(_)) => Err(Failure::Died),
            Err(_) => Err(Failure::Late),
        })
    }

    /// Ends the children and waits for them, so that what they used is counted as this process's.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for reader in idle {
            let Reader {
                mut process, stdin, ..
            } = reader;
            // A child ends when its standard input does; one that does not is killed when dropped.
            drop(stdin);
            let _ = tokio::time::timeout(LESS_PATIENCE, process.wait()).await;
        }
    }

    fn take(&self) -> Option<Reader> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // One that died while it was idle (the system was short of memory) is not to blame on a page.
        while let Some(mut reader) = idle.pop() {
            if matches!(reader.process.try_wait(), Ok(None)) {
                return Some(reader);
            }
        }
        None
    }

    fn give_back(&self, reader: Reader) {
        if reader.pages < PAGES_A_CHILD {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(reader);
        }
    }

    fn start(&self) -> Result<Reader, CageError> {
        let failed = |why: String| CageError::Start {
            why,
            exe: self.exe.display().to_string(),
        };
        let mut process = Command::new(&self.exe)
            .arg(ARGUMENT)
            // The child needs no secret that our environment may hold.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|why| failed(why.to_string()))?;
        match (process.stdin.take(), process.stdout.take()) {
            (Some(stdin), Some(stdout)) => Ok(Reader {
                process,
                stdin,
                stdout,
                pages: 0,
            }),
            _ => Err(failed("it has no standard input and output".to_owned())),
        }
    }
}

/// How many tags a page begins; those in its scripts are few and count, too.
fn elements(html: &str) -> usize {
    let opens = |pair: &&[u8]| pair[0] == b'<' && pair[1].is_ascii_alphabetic();
    html.as_bytes().windows(2).filter(opens).count()
}

impl Reader {
    async fn exchange(&mut self, request: &wire::Request<'_>) -> std::io::Result<wire::Answer> {
        self.pages += 1;
        wire::send(&mut self.stdin, request).await?;
        wire::receive(&mut self.stdout).await
    }
}
