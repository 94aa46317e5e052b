"""`/opensearch.xml`: tells browsers and portals how to search here (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from flask import Response, current_app

from schemas.suggest import OPENSEARCH
from web.http.answers import etag, raise_not_modified
from web.http.arguments import WHOLE, Resource
from web.http.html import look
from web.http.links import absolute
from web.http.wording import TAGS, wording
from web.resources.assets import HOUR

resource = Resource("opensearch", __name__, description="How to search here, for browsers and portals.")
MEDIA_TYPE = "application/opensearchdescription+xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
SHORT_NAME = "信息公开年报"
"""At most 16 characters: what a browser shows in its search bar."""
TARGETS = (
    ("results", "text/html", "/"),
    ("results", "application/json", "/search"),
    ("results", "application/atom+xml", "/feed.atom"),
    ("results", "application/feed+json", "/feed.json"),
    ("suggestions", OPENSEARCH, "/suggest?format=opensearch"),
)


@resource.reads("/opensearch.xml", WHOLE, asks=None, media_types=(MEDIA_TYPE,))
def description() -> Response:
    """Describe the search

    An OpenSearch description with templates for the page, the JSON and the feeds.
    """
    urls = absolute()
    tag = etag("opensearch", look(), urls.base)
    raise_not_modified(tag)
    root = ET.Element("OpenSearchDescription", xmlns=NAMESPACE)
    words = wording("zh")
    for name, text in (("ShortName", SHORT_NAME), ("LongName", words["site"]), ("Description", words["tagline"])):
        ET.SubElement(root, name).text = text
    for rel, media_type, path in TARGETS:
        template = f"{urls.base}{path}{'&' if '?' in path else '?'}q={{searchTerms}}"
        ET.SubElement(root, "Url", type=media_type, rel=rel, template=template)
    ET.SubElement(root, "Url", type=MEDIA_TYPE, rel="self", template=f"{urls.base}/opensearch.xml")
    ET.SubElement(root, "Image", type="image/svg+xml", width="32", height="32").text = f"{urls.base}/static/icon.svg"
    ET.SubElement(root, "Query", role="example", searchTerms="依申请公开")
    for name, text in (("Language", TAGS["zh"]), ("InputEncoding", "UTF-8"), ("OutputEncoding", "UTF-8")):
        ET.SubElement(root, name).text = text
    body = '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")
    response = current_app.response_class(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={HOUR}"
    return response
