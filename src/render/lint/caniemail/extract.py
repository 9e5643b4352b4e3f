#!/usr/bin/env python3
"""Makes data.tsv, the compact extract of caniemail.com's data that `roundup lint` judges with.

    npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz package/data/caniemail.json
    python3 src/render/lint/caniemail/extract.py package/data/caniemail.json > src/render/lint/caniemail/data.tsv

A line a feature: its slug at caniemail.com, what the reader of the HTML knows it by (`property:gap`, `element:svg`),
its name, and a letter for each client of the second line: y(es), n(o), a(lmost), or - for unknown. What counts is the
newest version that was tested. Features that no HTML shows by itself (AMP, BIMI) are left out.
"""

import json
import re
import sys

# Microsoft ended it in 2024, and nothing new is tested with it.
GONE = {("outlook", "windows-mail")}

LOGICAL = {
    "css-block-inline-size": ["block-size", "inline-size"],
    "css-border-inline-block": ["border-inline", "border-block"],
    "css-border-inline-block-individual": [f"border-{a}-{b}" for a in ("block", "inline") for b in ("start", "end")],
    "css-border-inline-block-longhand": [
        f"border-{a}-{b}" for a in ("block", "inline") for b in ("color", "style", "width")
    ],
    "css-border-radius-logical": [f"border-{a}-{b}-radius" for a in ("start", "end") for b in ("start", "end")],
    "css-margin-block-start-end": ["margin-block-start", "margin-block-end"],
    "css-margin-inline-block": ["margin-inline", "margin-block"],
    "css-margin-inline-start-end": ["margin-inline-start", "margin-inline-end"],
    "css-padding-block-start-end": ["padding-block-start", "padding-block-end"],
    "css-padding-inline-block": ["padding-inline", "padding-block"],
    "css-padding-inline-start-end": ["padding-inline-start", "padding-inline-end"],
}
SIDES = ["top", "right", "bottom", "left"]
PROPERTIES = LOGICAL | {
    "css-border": ["border"]
    + [f"border-{s}" for s in SIDES]
    + [f"border-{p}" for p in ("color", "style", "width")]
    + [f"border-{s}-{p}" for s in SIDES for p in ("color", "style", "width")],
    "css-border-radius": ["border-radius"]
    + [f"border-{v}-{h}-radius" for v in ("top", "bottom") for h in ("left", "right")],
    "css-margin": ["margin"] + [f"margin-{s}" for s in SIDES],
    "css-padding": ["padding"] + [f"padding-{s}" for s in SIDES],
    "css-left-right-top-bottom": SIDES,
    "css-gap": ["gap", "column-gap", "row-gap"],
    "css-grid-template": ["grid-template", "grid-template-areas", "grid-template-columns", "grid-template-rows"],
    "css-column-layout-properties": ["columns", "column-fill", "column-rule", "column-span", "column-width"],
    "css-outline": ["outline", "outline-color", "outline-style", "outline-width"],
    "css-overflow": ["overflow", "overflow-x", "overflow-y"],
    "css-animation": ["animation", "animation-name", "animation-duration"],
    "css-transition": ["transition", "transition-property", "transition-duration"],
    "css-scroll-snap": ["scroll-snap-type", "scroll-snap-align"],
    "css-mask-image": ["mask-image", "mask"],
}
KEYS = {
    "css-at-media-device-pixel-ratio": ["media:device-pixel-ratio"],
    "css-display-flex": ["value:display:flex", "value:display:inline-flex"],
    "css-display-grid": ["value:display:grid", "value:display:inline-grid"],
    "css-display-none": ["value:display:none"],
    "css-modern-color": [f"function:{name}" for name in ("lch", "oklch", "lab", "oklab")],
    "css-intrinsic-size": [f"keyword:{name}" for name in ("fit-content", "min-content", "max-content")],
    "css-sytem-ui": [f"keyword:{n}" for n in ("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace")],
    "css-unit-initial": ["keyword:initial"],
    "css-unit-percent": ["unit:%"],
    "css-unit-calc": ["function:calc"],
    "css-variables": ["function:var"],
    "css-rgb": ["function:rgb"],
    "css-rgba": ["function:rgba"],
    "css-important": ["important"],
    "html-anchor-links": ["link:#"],
    "html-mailto-links": ["link:mailto"],
    "html-button-reset": ["type:button:reset"],
    "html-button-submit": ["type:button:submit"],
    "html-comments": ["comment"],
    "html-doctype": ["doctype"],
    "html-h1-h6": [f"element:h{n}" for n in range(1, 7)],
    "html-image-maps": ["element:map"],
    "html-lists": ["element:ul", "element:ol", "element:dl"],
    "html-meta-color-scheme": ["meta:color-scheme"],
    "html-semantics": [
        f"element:{name}"
        for name in "article aside details figcaption figure footer header main mark nav section summary time".split()
    ],
    "html-srcset": ["attribute:srcset", "attribute:sizes"],
    "html-loading-attribute": ["attribute:loading"],
    "image-base64": ["image:data"],
    "image-jpg": ["image:jpg", "image:jpeg"],
    "image-tiff": ["image:tif", "image:tiff"],
    "image-heif": ["image:heif", "image:heic"],
}
ATTRIBUTES = set(
    "align aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding cellspacing dir "
    "height hidden lang popover required role target valign width".split()
)
# Nothing to be seen in HTML, or a way of writing that our reader of CSS takes apart.
LEFT_OUT = {"amp", "bimi", "css-comments", "css-inert-attribute", "css-nesting", "image-hdr"}


def keys(slug: str) -> list[str]:
    if slug in KEYS:
        return KEYS[slug]
    if slug in PROPERTIES:
        return [f"property:{name}" for name in PROPERTIES[slug]]
    kind, _, name = slug.partition("-")
    if kind == "image":
        return [f"image:{name}"]
    if kind == "html":
        if name.startswith("input-"):
            return [f"type:input:{name.removeprefix('input-')}"]
        return [f"attribute:{name}" if name in ATTRIBUTES else f"element:{name}"]
    for prefix, key in [
        ("at-media-", "media"),
        ("at-", "at"),
        ("pseudo-class-", "pseudo"),
        ("pseudo-element-", "pseudo"),
        ("selector-", "selector"),
        ("unit-", "unit"),
        ("function-", "function"),
    ]:
        if name.startswith(prefix):
            return [f"{key}:{name.removeprefix(prefix)}"]
    if name.endswith("-gradient"):
        return [f"function:{name}"]
    return [f"property:{name}"]


def age(version: str) -> tuple:
    """Outlook for Mac went from dates to numbers of versions; the others keep to one of them."""
    dated = re.fullmatch(r"20\d\d-\d\d", version) is not None
    return (not dated, [int(part) for part in re.findall(r"\d+", version)])


def letter(support: dict) -> str:
    newest = support[max(support, key=age)]
    return newest[0] if newest[0] in "yna" else "-"


def main() -> None:
    data = json.load(open(sys.argv[1], encoding="utf-8"))
    names = data["nicenames"]
    features = [feature for feature in data["data"] if feature["slug"] not in LEFT_OUT]
    clients = sorted(
        {(family, platform) for feature in features for family, of in feature["stats"].items() for platform in of}
        - GONE
    )
    shown = [f"{names['family'][family].replace('Mozilla ', '')} ({names['platform'][platform]})" for family, platform in clients]
    print(f"# caniemail.com, {data['last_update_date'][:10]}, (c) 2019 HTeuMeuLeu, MIT licence: see NOTICE. Made by extract.py.")
    print("\t".join(shown))
    for feature in features:
        stats = feature["stats"]
        letters = "".join(letter(stats.get(family, {}).get(platform) or {"0": "u"}) for family, platform in clients)
        print("\t".join([feature["slug"], " ".join(keys(feature["slug"])), feature["title"], letters]))


main()
