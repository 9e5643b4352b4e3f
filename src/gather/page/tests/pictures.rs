//! The lead picture of pages that tell machines of none.

use super::*;

const TEXT: &str = "<p>The harbour board voted on Monday night to close the east lock for the whole winter, which leaves the fleet with one way out to sea until the spring.</p>";

fn lead(shown: &str) -> Option<Image> {
    page(
        "",
        &format!(
            "<main><article><h1>The lock closes</h1>{shown}{}</article></main>",
            TEXT.repeat(4)
        ),
    )
    .image
}

#[test]
fn in_the_text_without_a_figure() {
    for shown in [
        "<img src=/boat.jpg width=1200 height=800>",
        "<p><img class=alignnone src=/boat.jpg></p>",
        "<div class=story-photo><img src=/boat.jpg></div>",
        "<div class=author-box><img src=/face.jpg></div><img src=/heart.png width=24><p><img src=/boat.jpg></p>",
    ] {
        let path = lead(shown).map(|image| image.url.path().to_owned());
        assert_eq!(path.as_deref(), Some("/boat.jpg"), "{shown}");
    }
    assert_eq!(lead("<aside><img src=/boat.jpg></aside>"), None);
}

#[test]
fn of_several_sizes_the_largest() {
    let set = "/boat-640.jpg 640w, /boat,1280.jpg 1280w";
    for shown in [
        format!("<picture><source srcset='{set}'></picture>"),
        format!(
            "<figure><picture><source srcset='/boat.avif 2000w' type=image/avif><source srcset='{set}'></picture></figure>"
        ),
        format!("<figure><img srcset='{set}' alt='A boat'></figure>"),
        format!("<figure><img src='data:image/gif;base64,R0' data-srcset='{set}'></figure>"),
        "<figure><img srcset='/boat,1280.jpg ,' alt='A boat'></figure>".to_owned(),
        "<figure><amp-img src='/boat,1280.jpg'></amp-img></figure>".to_owned(),
    ] {
        let path = lead(&shown).map(|image| image.url.path().to_owned());
        assert_eq!(path.as_deref(), Some("/boat,1280.jpg"), "{shown}");
    }
    // An address that is there is the one that readers without choice get.
    let both = format!("<picture><source srcset='{set}'><img src=/boat.jpg></picture>");
    assert_eq!(lead(&both).unwrap().url.path(), "/boat.jpg");
}

#[test]
fn the_name_of_its_file_is_no_description() {
    let figure = "<figure><img src=/IMG_1.jpg alt='IMG_1234.jpg'><figcaption>A boat. Zed Cam/AFP</figcaption></figure>";
    let image = lead(figure).unwrap();
    assert_eq!(image.alt, None);
    assert_eq!(image.credit.as_deref(), Some("Zed Cam/AFP"));
}
