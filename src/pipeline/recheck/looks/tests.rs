//! Tests of what is made of the live pages.

use super::*;
use crate::{config::TeaserLength, gather::merge, piece::SourceName};

fn page(title: &str) -> Page {
    Page {
        title: Some(title.to_owned()),
        ..Page::default()
    }
}

fn asked() -> Asked {
    let url = Url::parse("https://quay.example/lock").unwrap();
    let source = SourceName("quay".to_owned());
    let piece = merge::from_page(
        &page("The lock opens"),
        &url,
        source,
        TeaserLength::default(),
    );
    Asked {
        url,
        piece: Some(piece),
        own_title: false,
        withheld: false,
    }
}

fn told(rule: Recheck, asked: &Asked, page: Page) -> Looks {
    let mut looks = Looks::default();
    let now = "2026-11-20T07:00:00Z".parse().unwrap();
    looks.take(rule, asked, Look::There(Box::new(page)), now);
    looks
}

#[test]
fn what_is_embargoed_is_dropped_by_the_rule() {
    let hidden = Page {
        unlisted: true,
        ..page("The lock opens")
    };
    let dropped = told(Recheck::Drop, &asked(), hidden.clone());
    assert_eq!(
        dropped.told,
        [
            "https://quay.example/lock: embargoed: its page asks search engines to leave it out (noindex): dropped"
        ]
    );
    assert!(matches!(dropped.seen[0].seen, Seen::Withheld { .. }));
    let only_told = told(Recheck::Tell, &asked(), hidden.clone());
    assert!(only_told.seen.is_empty() && only_told.told[0].contains("still in"));
    // What was dropped for it stays out while the page says so.
    let again = Asked {
        piece: None,
        withheld: true,
        ..asked()
    };
    assert_eq!(told(Recheck::Drop, &again, hidden).seen.len(), 1);
    let free = told(Recheck::Drop, &again, page("The lock opens"));
    assert!(free.seen.is_empty() && free.told.is_empty());
    let later = Page {
        published: Some("2026-12-01T06:00:00Z".parse().unwrap()),
        ..Page::default()
    };
    let later = told(Recheck::Drop, &asked(), later);
    assert!(later.told[0].contains("dated 2026-12-01 06:00 UTC: dropped"));
}

#[test]
fn a_site_that_hides_all_its_pages_means_nothing_by_it() {
    let hidden = Page {
        unlisted: true,
        ..page("The lock opens")
    };
    let mut always = asked();
    let piece = always.piece.as_mut().unwrap();
    piece.on_page.as_mut().unwrap().unlisted = true;
    assert!(told(Recheck::Drop, &always, hidden.clone()).told.is_empty());
    // Where nobody read the page before, it is told and stays.
    always.piece.as_mut().unwrap().on_page = None;
    let unknown = told(Recheck::Drop, &always, hidden);
    assert!(unknown.seen.is_empty() && unknown.told.len() == 1);
}

#[test]
fn a_headline_that_the_page_always_had_is_no_news() {
    let mut asked = asked();
    let piece = asked.piece.as_mut().unwrap();
    piece.on_page.as_mut().unwrap().title = Some("Why the old lock matters".to_owned());
    for same in ["Why the old lock matters", "The lock opens"] {
        assert!(told(Recheck::Drop, &asked, page(same)).told.is_empty());
    }
    let told = told(Recheck::Drop, &asked, page("The lock is shut again")).told;
    assert!(told[0].contains("is called \"The lock is shut again\" now"));
}

#[test]
fn a_site_s_name_and_other_quotes_are_no_new_headline() {
    assert!(same_headline(
        "The lock \"opens\"",
        "The Lock “opens” – The Quay"
    ));
    assert!(!same_headline("The lock opens", "The lock stays shut"));
}
