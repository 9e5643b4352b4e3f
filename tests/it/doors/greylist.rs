//! A greylister behind a real Postfix: who comes again is let in.

use super::{figure, import, ready, run};
use crate::{
    postfix::one_each,
    support::{policy::Greylister, postfix::Postfix},
};

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
