//! Tests of the mending: each in a feed as short as can be.

use super::*;

fn mended(source: &str) -> Mended {
    let base = Url::parse("https://weir.example/feeds/all.xml").expect("a URL");
    mend(source, &base, 10).expect("no bomb").expect("a feed")
}

fn entry(source: &str) -> String {
    let xml = mended(source).xml;
    let start = xml.find("<entry").expect("an entry");
    let end = xml.rfind("</entry>").expect("its end");
    xml[start..end].to_owned()
}

fn item(inner: &str) -> String {
    entry(&format!(
        "<rss><channel><item>{inner}</item></channel></rss>"
    ))
}

#[track_caller]
fn holds(xml: &str, part: &str) {
    assert!(xml.contains(part), "no {part} in {xml}");
}

#[test]
fn all_dialects_become_one() {
    for source in [
        "<rss><channel><item><title>Lock</title><link>/lock</link></item></channel></rss>",
        "<rss version='0.91'><item><title>Lock</title><link>/lock</link></item></rss>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>T</title></channel><item><title>Lock</title><link>/lock</link></item></rdf:RDF>",
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>Lock</title><link rel='alternate' href='/lock'/></entry></feed>",
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>Lock</a:title><a:link href='/lock'/></a:entry></a:feed>",
        "<CHANNEL HREF='/'><ITEM HREF='/lock'><TITLE>Lock</TITLE></ITEM></CHANNEL>",
    ] {
        let xml = entry(source);
        holds(&xml, "<title type=\"text\">Lock</title>");
        holds(&xml, "href=\"https://weir.example/lock\"");
        assert_eq!(mended(source).fault, None, "{source}");
    }
    let base = Url::parse("https://weir.example/").expect("a URL");
    assert!(mend("<html><body><rss>", &base, 10).unwrap().is_none());
    assert!(mend("{}", &base, 10).unwrap().is_none());
}

#[test]
fn bare_ampersands_and_entities_of_html() {
    let xml = item("<title>Quay &amp Mole&nbsp;& R&D &rsquo;26 <![CDATA[<1>]]></title>");
    holds(
        &xml,
        ">Quay &amp;amp Mole\u{a0}&amp; R&amp;D ’26 &lt;1&gt;</title>",
    );
}

#[test]
fn what_is_not_closed_is_read_and_told() {
    let open = mended("<rss><channel><title>T<item><title>A</title><item><title>B");
    holds(&open.xml, ">T</title>");
    holds(&open.xml, ">A</title>");
    holds(&open.xml, ">B</title>");
    let fault = open.fault.expect("a fault");
    assert!(fault.contains("<title> is not closed"), "{fault}");
    let cut = mended("<rss><channel><item><title>A</title><description>The lock is");
    holds(&cut.xml, ">The lock is</summary>");
    assert!(
        cut.fault
            .expect("a fault")
            .contains("ends within <description>")
    );
    let crossed = mended("<rss><channel><item><title><b>A</title></b></item></channel></rss>");
    holds(&crossed.xml, "&lt;b&gt;A&lt;/b&gt;</title>");
}

#[test]
fn bases_are_inherited_and_links_in_html_follow_them() {
    let xml = entry(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/en/'><entry xml:base='locks/'><link href='a'/>
         <summary type='html'>&lt;a href='b'>x&lt;/a></summary>
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml' xml:base='deep/'><img src='c.jpg'/></div></content></entry></feed>",
    );
    holds(&xml, "href=\"https://weir.example/en/locks/a\"");
    holds(&xml, "https://weir.example/en/locks/b");
    holds(&xml, "https://weir.example/en/locks/deep/c.jpg");
    let unsafe_base = entry("<feed xml:base='javascript:x'><entry><link href='a'/></entry></feed>");
    holds(&unsafe_base, "https://weir.example/feeds/a");
}

#[test]
fn links_of_rss() {
    holds(&item("<link>/a</link><link>/b</link>"), "weir.example/b\"");
    holds(
        &item("<guid>https://weir.example/g</guid>"),
        "href=\"https://weir.example/g\"",
    );
    let name = item("<guid isPermaLink='false'>https://weir.example/g</guid>");
    holds(&name, "href=\"about:blank\"");
    holds(
        &item("<link rel='self' href='/s'/><link rel='alternate' href='/a'/>"),
        "weir.example/a\"",
    );
}

#[test]
fn dates_authors_and_texts_by_their_other_names() {
    let xml = item(
        "<dcterms:issued>2026-11-06</dcterms:issued><atom:updated>2026-11-07</atom:updated>
         <author>desk@weir.example</author><dc:creator>Ada Sluice</dc:creator>
         <summary>Short</summary><xhtml:body><p>Long</p></xhtml:body><dc:subject>Locks</dc:subject>",
    );
    holds(&xml, "<published>2026-11-06</published>");
    holds(&xml, "<updated>2026-11-07</updated>");
    holds(&xml, "<author><name>Ada Sluice</name></author>");
    holds(&xml, "<summary type=\"html\">Short</summary>");
    holds(
        &xml,
        "<content type=\"html\">&lt;p&gt;Long&lt;/p&gt;</content>",
    );
    holds(&xml, "<category term=\"Locks\"/>");
    let two = item("<description>One</description><summary>Two</summary>");
    holds(&two, ">One</summary><content type=\"html\">Two</content>");
    let feed = mended("<rss><channel><managingEditor>e@weir.example (Eve Weir)</managingEditor><language>en</language><description>About</description></channel></rss>").xml;
    holds(&feed, "<contributor><name>Eve Weir</name></contributor>");
    holds(&feed, "xml:lang=\"en\"");
    holds(&feed, "<subtitle type=\"html\">About</subtitle>");
}

#[test]
fn pictures_wherever_they_are() {
    let xml = item(
        "<media:group><media:content url='/p.jpg' medium='image' width='900'><media:credit role='photographer'>C. Amera</media:credit></media:content></media:group>
         <enclosure url='/q.jpg' type='image/jpeg'/>",
    );
    holds(
        &xml,
        "<media:content url=\"https://weir.example/p.jpg\" medium=\"image\" width=\"900\"/>",
    );
    holds(
        &xml,
        "<media:credit role=\"photographer\">C. Amera</media:credit>",
    );
    holds(
        &xml,
        "<link rel=\"enclosure\" href=\"https://weir.example/q.jpg\" type=\"image/jpeg\"/>",
    );
}

#[test]
fn bombs_and_depths_are_cut() {
    let base = Url::parse("https://weir.example/feeds/all.xml").expect("a URL");
    let bomb = &format!(
        "<!DOCTYPE rss [<!ENTITY a '{}'>]><rss><channel><title>{}</title></channel></rss>",
        "x".repeat(1_000),
        "&a;".repeat(10_000)
    );
    assert!(mend(bomb, &base, 10).is_err());
    let deep = item(&format!("<description>{}x", "<a>".repeat(200_000)));
    assert!(deep.len() < 5_000, "{}", deep.len());
    let many = mended(&format!(
        "<rss><channel>{}",
        "<item><title>x</title></item>".repeat(50)
    ));
    assert_eq!(many.xml.matches("<entry>").count(), 10);
}
