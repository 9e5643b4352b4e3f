//! A greylister behind a real Postfix: who comes again is let in.

use super::{figure, import, ready, run};
use crate::{
    postfix::one_each,
    support::{policy::Greylister, postfix::Postfix},
};

/// The first three show nothing but that it has no time; as soon as one of them is let in, all others are shown to it.
#[tokio::test(flavor = "multi_thread")]
async fn many_readers_behind_a_greylister_do_not_wait_for_days() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let greylister = Greylister::start().await;
    postfix.ask_about_later(greylister.address);
    let (_site, mut project) = ready(&format!("smtp://127.0.0.1:{}", postfix.plain)).await;
    let readers: Vec<_> = (0..60)
        .map(|n| format!("reader{n}@later.example.org"))
        .collect();
    let readers: Vec<_> = readers.iter().map(String::as_str).collect();
    import(&project, &readers).await;
    for (clock, code) in [("07:00", 75), ("07:10", 75), ("07:20", 0)] {
        project.set("ROUNDUP_CLOCK", &format!("2026-11-20T{clock}:00Z"));
        run(&project, code).await;
    }
    // Each was shown once and came once more.
    assert_eq!(greylister.asked(), (120, 60));
    one_each(&postfix, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_again_is_let_in() {
    let Some(postfix) = Postfix::start() else {
        return;
    };
    let greylister = Greylister::start().await;
    postfix.ask_about_later(greylister.address);
    let (_site, mut project) = ready(&format!("smtp://127.0.0.1:{}", postfix.plain)).await;
    let readers = [
        "ann@later.example.org",
        "bob@later.example.org",
        "eve@example.org",
    ];
    import(&project, &readers).await;
    let report = run(&project, 75).await;
    let figures = ["accepted", "deferred"].map(|name| figure(&report, name));
    assert_eq!(figures, [1, 2], "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("450 4.7.1"), "{problems}");
    assert_eq!(greylister.asked(), (2, 2));

    // A run before its time does not ask.
    run(&project, 75).await;
    assert_eq!(greylister.asked(), (2, 2));

    project.set("ROUNDUP_CLOCK", "2026-11-20T06:32:00Z");
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 3, "{report}");
    // The sender and the recipient are the same as before, else it would have known neither.
    assert_eq!(greylister.asked(), (4, 2));
    one_each(&postfix, 3).await;
}
