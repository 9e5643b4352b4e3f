//! Power that goes between the writing of a commit and its sync, played in SQLite's own terms.
//!
//! `strace` kills the program at the entry of its nth sync. What the system would still have written is then taken
//! from the log, too: that is what a power loss may do, and all that it may do. With `synchronous=FULL` a commit ends
//! with the sync of its frames, and nothing is told before; all writes of a process go through one connection, so the
//! next commit is not begun before. At the moment of a sync the frames of exactly one transaction, the last, are
//! not known to be on the disk: of those any part may be missing, in any order. The frames before them have been
//! synced, and the database file itself is written by a checkpoint only, from frames that were.

mod wal;

use std::{collections::BTreeSet, path::Path, process::Stdio};

use roundup::{config::StoreUrl, store::Store};
use tokio::process::Command;

use self::wal::Log;
use crate::support::{
    Project,
    aftermath::{READERS, arrivals, finish_and_count, ready},
    project::ran,
    smtp_script::{Relay, Script},
};

/// More syncs than a whole run has.
const MANY: usize = 200;

/// What becomes of the frames that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// Only the program died; the system wrote them all.
    Nothing,
    /// None of them was written.
    All,
    /// The last was written by half, and with it the mark of the commit is gone.
    HalfTheLast,
    /// The disk wrote them in its own order, and did not come to the first.
    TheFirst,
}

/// A run that was killed at a sync.
#[derive(Debug)]
struct Killed {
    /// It was the log that was to be synced.
    at_log: bool,
    /// Syncs of the log that had returned.
    done: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn power_may_go_at_any_sync() {
    if !may_trace().await {
        eprintln!("skipped: no strace, or it may not trace (power loss)");
        return;
    }
    let losses = [
        Loss::Nothing,
        Loss::All,
        Loss::HalfTheLast,
        Loss::TheFirst,
        Loss::All,
    ];
    let mut in_the_middle = 0;
    for n in 1..MANY {
        let loss = losses[n % losses.len()];
        let relay = Script::new().start().await;
        let (_site, project) = ready(&relay).await;
        project.configure("tls = \"none\"", "connections = 1\ntls = \"none\"");
        without_log(&project).await;
        let Some(killed) = killed_at_sync(&project, n).await else {
            assert!(
                in_the_middle > 4,
                "{in_the_middle} kills while it was sending, before sync {n}"
            );
            return;
        };
        let before = relay.record().taken.len();
        let lost = power_lost(&project.path("roundup.db-wal"), &killed, loss);
        let what = format!("sync {n} of {killed:?}, {loss:?} lost, {before} sent before");
        in_the_middle += usize::from(lost && (1..READERS).contains(&before));
        judge(&project, &relay, &what).await;
    }
    panic!("a run has more than {MANY} syncs");
}

/// Whether there is an `strace`, and it may do what it is for.
async fn may_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-qq", "-e", "trace=fsync", "true"])
        .stderr(Stdio::null())
        .status()
        .await;
    tried.is_ok_and(|status| status.success())
}

/// Has all commits so far written to the database, so that the run begins a log of its own.
async fn without_log(project: &Project) {
    let url = StoreUrl::Sqlite(project.path("roundup.db"));
    Store::open(&url).await.expect("a store").close().await;
    assert!(!project.path("roundup.db-wal").exists());
}

/// Runs until the nth sync is begun, which never happens; none when the run had fewer.
///
/// The count is each thread's own; only the store's one writing connection syncs, and that has a thread to itself.
async fn killed_at_sync(project: &Project, n: usize) -> Option<Killed> {
    let run = project.command(&["run"]);
    let run = run.as_std();
    let trace = project.path("trace");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-e"])
        .arg(format!("inject=fsync,fdatasync:signal=SIGKILL:when={n}"))
        .arg("-o")
        .arg(&trace)
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(run.get_current_dir().expect("a folder"));
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let ran = ran(command).await;
    if ran.code.is_some() {
        ran.ended(0);
        return None;
    }
    let trace = std::fs::read_to_string(trace).expect("what strace saw");
    let syncs: Vec<&str> = trace
        .lines()
        .filter(|line| line.contains("sync("))
        .collect();
    let (last, before) = syncs.split_last().expect("it was killed at one");
    let of_log = |line: &&&str| line.contains("-wal>");
    Some(Killed {
        at_log: of_log(&last),
        done: before.iter().filter(of_log).count(),
    })
}

/// Takes from the log what was not synced, if anything was not; whether it was.
///
/// A log is synced once for its header, which makes as many syncs before a commit as there are commits with it. There is
/// one sync more when a checkpoint begins: everything is on the disk already, and nothing can be lost.
fn power_lost(path: &Path, killed: &Killed, loss: Loss) -> bool {
    let unsynced = |log: &Log| killed.at_log && killed.done > 0 && log.commits() == killed.done;
    let Some(mut log) = Log::read(path).filter(unsynced) else {
        return false;
    };
    // The index of the log is memory, and gone with the power.
    std::fs::remove_file(path.with_extension("db-shm")).ok();
    match loss {
        Loss::Nothing => return false,
        Loss::All => log.cut_last_commit(),
        Loss::HalfTheLast => log.cut_half_a_frame(),
        Loss::TheFirst => log.blank_first_frame_of_last_commit(),
    }
    log.write(path);
    true
}

/// Goes on, and has uncertain ones sent again: nobody is missing then, and only they may have it twice.
async fn judge(project: &Project, relay: &Relay, what: &str) {
    finish_and_count(project, relay, what).await;
    let ledger = project
        .run(&["edition", "report", "--csv"])
        .await
        .ended(0)
        .stdout;
    let uncertain: BTreeSet<&str> = ledger
        .lines()
        .filter(|line| line.contains(",uncertain,"))
        .filter_map(|line| line.split(',').next())
        .collect();
    if !uncertain.is_empty() {
        project
            .run(&["edition", "resolve", "--as", "resend", "--all"])
            .await
            .ended(0);
        project.run(&["run"]).await.ended(0);
    }
    let arrived = arrivals(relay);
    assert_eq!(arrived.len(), READERS, "{what}: {arrived:?}");
    for (reader, times) in arrived {
        let most = if uncertain.contains(reader.as_str()) {
            2
        } else {
            1
        };
        assert!(times <= most, "{what}: {reader} got it {times} times");
    }
}
