//! What is taken off a page before its body is looked for: furniture, links for sharing, lists of links,
//! and the articles that follow the article.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef, Selection};

use super::super::text;

/// Nothing here holds the text of an article.
const FURNITURE: &str = "script:not([type='application/ld+json']), style, noscript, template, svg, iframe, figcaption, .wp-caption-text, .caption, .credit, .photo-credit, .image-credit, .image-caption, .media-caption, .media-photo-credit, .share, .sharing, .share-bar, .share-buttons, .social-share, .social-links, .addtoany_container, .sharedaddy, .newsletter, .newsletter-signup, .newsletter-box, .newsletter-form, .signup, .sign-up, .subscribe, .subscribe-box, .subscription-widget-wrap, .gh-subscribe, .kg-signup-card, .kg-cta-card, .kg-bookmark-card, .related, .related-posts, .related-articles, .related-stories, .recommended, .read-more, .readmore, .more-stories, .around-the-web, .byline, .dateline, .disclaimer, .author-bio, .about-author, .social-author, .author-box, .breadcrumb, .breadcrumbs, .comments, #comments, .cookie, .ad, .ads, .advert, .advertisement, .promo, .popover, .tooltip, .hovercard, .hover-card, .rollover-block, .rollover-people-block, .jp-relatedposts, .sqs-block-newsletter, .sqs-block-summary-v2, .instagram-media, .fb-post, .tiktok-embed, [role=tooltip], [role=navigation], [aria-hidden=true], [hidden]";

/// Where links for sharing lead.
const SHARERS: &[&str] = &[
    "facebook.com/sharer",
    "facebook.com/share.php",
    "facebook.com/dialog/",
    "twitter.com/intent/",
    "twitter.com/share",
    "twitter.com/home?status",
    "x.com/intent/",
    "linkedin.com/share",
    "linkedin.com/cws/share",
    "pinterest.com/pin/create",
    "reddit.com/submit",
    "t.me/share",
    "telegram.me/share",
    "whatsapp://",
    "api.whatsapp.com/send",
    "wa.me/?text",
    "bsky.app/intent/",
    "threads.net/intent/",
    "vk.com/share",
    "xing.com/spi/shares",
    "social-plugins.line.me",
    "getpocket.com/",
    "plus.google.com/share",
    "fb-messenger://",
    "mailto:?",
];

/// An article of its own has at least so many characters in its paragraphs.
const ARTICLE: usize = 250;

/// A shorter link alone in a paragraph may be a name or a word of the text.
const LINKED: usize = 25;

/// Takes off what is not the article's text. `title` is the page's headline.
pub(super) fn prune(dom: &Document, title: Option<&str>) {
    let whole = dom.body().map_or(0, |body| body.normalized_char_count());
    for element in dom.select(FURNITURE).nodes() {
        // A class on a wrapper of the whole article can have any of these names.
        let wraps = ["html", "body", "main", "article"]
            .iter()
            .any(|name| element.has_name(name));
        if !wraps
            && (whole < 400
                || element.normalized_char_count() * 4 < whole
                || element.has_name("script"))
        {
            element.remove_from_parent();
        }
    }
    remove_sharing(dom);
    remove_link_lists(dom);
    remove_digests(dom);
    remove_link_paragraphs(dom);
    remove_other_articles(dom, title);
}

fn remove_sharing(dom: &Document) {
    for link in dom.select("a[href]").nodes() {
        let href = link.attr("href").unwrap_or_default().to_ascii_lowercase();
        if SHARERS.iter().any(|sharer| href.contains(sharer)) {
            link.remove_from_parent();
        }
    }
}

/// Lists of which every item is a link and nothing else: ways to other articles.
fn remove_link_lists(dom: &Document) {
    for list in dom.select("ul, ol").nodes() {
        let items: Vec<NodeRef<'_>> = list
            .children_it(false)
            .filter(|child| child.has_name("li"))
            .collect();
        if items.len() >= 2 && items.iter().all(is_link) {
            list.remove_from_parent();
        }
    }
}

/// What the list is called that says in points what the text says, in letters and digits alone.
const DIGESTS: &[&str] = &[
    "keypoints",
    "keytakeaways",
    "takeaways",
    "keyfacts",
    "ataglance",
    "inbrief",
    "inthisarticle",
    "inthisstory",
    "whattoknow",
    "highlights",
    "storyhighlights",
    "tldr",
    "tableofcontents",
    "contents",
    "onthispage",
    "daswichtigsteinkürze",
    "daswichtigste",
    "daswichtigstezumthema",
    "aufeinenblick",
    "inkürze",
    "imüberblick",
    "inhalt",
    "inhaltsverzeichnis",
    "indiesemartikel",
    "lessentiel",
    "enbref",
    "lespointsclés",
    "pointsclés",
    "sommaire",
    "loesencial",
    "claves",
    "lasclaves",
    "puntosclave",
    "enresumen",
    "índice",
    "contenido",
    "insintesi",
    "índicedecontenidos",
    "أبرزالنقاط",
    "النقاطالرئيسية",
    "محتوياتالمقال",
    "المحتويات",
];

/// Whether it is the heading of such a list, which is no line of the piece.
pub(super) fn is_of_digest(heading: &str) -> bool {
    DIGESTS.contains(&text::folded(heading).as_str())
}

/// Lists under such a heading; readers of a teaser are told the same in prose.
fn remove_digests(dom: &Document) {
    for list in dom.select("ul, ol").nodes() {
        let heading = std::iter::successors(list.prev_sibling(), NodeRef::prev_sibling);
        let Some(heading) = heading.into_iter().find(NodeRef::is_element) else {
            continue;
        };
        if heading.normalized_char_count() <= 40 && is_of_digest(&heading.text()) {
            heading.remove_from_parent();
            list.remove_from_parent();
        }
    }
}

/// Paragraphs that are one headline of another article, or several.
fn remove_link_paragraphs(dom: &Document) {
    for paragraph in dom.select("p").nodes() {
        if is_link(paragraph) && paragraph.normalized_char_count() >= LINKED {
            paragraph.remove_from_parent();
        }
    }
}

fn is_link(item: &NodeRef<'_>) -> bool {
    let whole = item.normalized_char_count();
    let links = Selection::from(*item).select("a[href]");
    let linked: usize = links
        .nodes()
        .iter()
        .map(NodeRef::normalized_char_count)
        .sum();
    whole == 0 || linked * 10 >= whole * 9
}

/// Sites that scroll on have the next articles on the same page; comments are articles, too, to some systems.
fn remove_other_articles(dom: &Document, title: Option<&str>) {
    let title = title.map(text::folded).unwrap_or_default();
    let articles = dom.select("article");
    if title.is_empty() || articles.nodes().len() < 2 {
        return;
    }
    let own = articles
        .nodes()
        .iter()
        .find(|article| has_headline(article, &title) && has_text(article));
    let Some(own) = own else { return };
    let around: HashSet<NodeId> = own.ancestors_it(None).map(|node| node.id).collect();
    for other in articles.nodes() {
        let inside = other.ancestors_it(None).any(|node| node.id == own.id);
        if other.id != own.id && !inside && !around.contains(&other.id) {
            other.remove_from_parent();
        }
    }
}

fn has_headline(article: &NodeRef<'_>, title: &str) -> bool {
    let headlines = Selection::from(*article).select("h1, h2");
    headlines
        .nodes()
        .iter()
        .any(|headline| text::folded(&headline.text()) == title)
}

fn has_text(article: &NodeRef<'_>) -> bool {
    let paragraphs = Selection::from(*article).select("p");
    let length: usize = paragraphs
        .nodes()
        .iter()
        .map(NodeRef::normalized_char_count)
        .sum();
    length >= ARTICLE
}
