"""Who may reach the server, and what it lets out. About 10 seconds, most of it importing Gradio."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings
from serving.app import reachable_settings
from tests.chat.fake_assistant import BRIDGE, RIVER, ROSE
from tests.serving.conftest import Server, serving

STRANGERS = ["http://evil.example", "null", "http://localhost:3000", "https://127.0.0.1", "file://", "http://"]
NOT_SERVED = [
    "/gradio_api/run/predict",
    "/gradio_api/api/ask",
    "/gradio_api/call/ask",
    "/gradio_api/call/v2/ask",
    "/gradio_api/upload",
    "/upload",
    "/gradio_api/component_server",
    "/gradio_api/vibe-edit",
    "/gradio_api/process_recording",
    "/gradio_api/stream/x",
    "/login",
    "/",
    "/config",
]
NO_PLACES = [
    "start=5",
    "end=5",
    "start=5&end=5",
    "start=9&end=5",
    "start=-1&end=5",
    "start=0&end=999999",
    "start=a&end=b",
    "start=1.5&end=2",
    "start=0&end=99999999999999999999",
    "start=%D9%A1&end=9",
    "start=0x1&end=9",
]


def test_health_is_ok(server: Server) -> None:
    assert server.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:{port}", "127.0.0.1:{port}", "[::1]:{port}", "localhost."])
def test_this_machine_is_served_under_its_own_names(server: Server, host: str) -> None:
    assert server.get("/healthz", Host=host.format(port=server.port)).status == 200


@pytest.mark.parametrize(
    "host",
    ["rebind.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:7860", "", "[::1", "a b"],
)
@pytest.mark.parametrize("path", ["/", "/healthz", f"/article/{RIVER.id}", "/gradio_api/queue/join", "/page/page.js"])
def test_other_host_names_are_refused(server: Server, host: str, path: str) -> None:
    assert server.get(path, Host=host).status in (400, 403)  # 400 where the HTTP parser itself refuses


def test_a_forwarded_host_is_held_to_the_same_rule(server: Server) -> None:
    assert server.get("/", X_Forwarded_Host="evil.example").status == 403


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_question_from_another_origin_is_refused_before_it_runs(server: Server, origin: str) -> None:
    asked = len(server.asked())
    reply = server.join("evil", "e1", Origin=origin)
    assert reply.status == 403
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    server.get("/gradio_api/queue/data?session_hash=e1", Origin=origin)
    assert len(server.asked()) == asked


@pytest.mark.parametrize("origin", STRANGERS)
@pytest.mark.parametrize("path", ["/", "/config", f"/article/{RIVER.id}", "/healthz"])
def test_reading_from_another_origin_is_refused_and_allows_nothing(server: Server, path: str, origin: str) -> None:
    reply = server.get(path, Origin=origin)
    assert reply.status == 403
    assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_on_another_site_may_link_here_but_not_fetch_or_post(server: Server, site: str) -> None:
    assert server.get("/", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate").status == 200
    assert server.get("/config", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors").status == 403
    assert server.join("evil", "e2", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate").status == 403


def test_our_own_origin_may_ask_and_its_answer_streams(server: Server) -> None:
    assert server.join("What did the river do?", "own", Origin=f"http://127.0.0.1:{server.port}").status == 200
    events = server.get("/gradio_api/queue/data?session_hash=own").body.decode()
    assert "Searching 2 articles" in events and "process_completed" in events
    assert server.asked()[-1] == "What did the river do?"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    reply = server.request(method, "/", headers={"Access-Control-Request-Method": "POST"})
    assert reply.status == 405
    assert "access-control-allow-origin" not in reply.headers


def test_a_named_host_is_served_and_its_origin_too_but_no_other(tmp_path: Path) -> None:
    with serving(tmp_path, allowed_hosts="news.example") as named:
        assert named.get("/config", Host="news.example", Origin="https://news.example").status == 200
        assert named.get("/config", Host="news.example", Origin="https://evil.example").status == 403
        reply = named.get("/config", Host="news.example")  # where Gradio alone would reflect any origin
        assert not [name for name in reply.headers if name.startswith("access-control-")]
        behind_a_proxy = named.get("/config", Origin="https://news.example")
        assert behind_a_proxy.status == 200
        assert "access-control-allow-origin" not in behind_a_proxy.headers


def test_opening_the_page_to_the_network_needs_the_names_it_is_reached_under() -> None:
    with pytest.raises(SettingsError, match="DATELINE_ALLOWED_HOSTS"):
        reachable_settings("0.0.0.0", Settings())
    named = Settings(allowed_hosts="news.example")
    assert reachable_settings("0.0.0.0", named) == named
    assert "192.0.2.7" in reachable_settings("192.0.2.7", Settings()).allowed_hosts


@pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked"}])
@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/upload", "/healthz", "/nowhere"])
def test_a_body_over_64_kib_is_refused(server: Server, path: str, headers: dict[str, str]) -> None:
    body = json.dumps({"data": ["x" * 65_536]}).encode()
    assert server.request("POST", path, body=body, headers=headers).status == 413


def test_a_stated_length_over_the_limit_is_refused_without_reading_it(server: Server) -> None:
    for length in ("65537", "99999999999999999999", "-1", "1e3"):
        assert server.request("POST", "/healthz", headers={"Content-Length": length}).status in (400, 413)


def test_a_body_of_the_limit_is_read(server: Server) -> None:
    assert server.request("POST", "/gradio_api/cancel", body=b"x" * 65_536).status == 422


def test_every_answer_carries_the_headers(server: Server) -> None:
    for path in ("/", "/healthz", "/config", "/nowhere", f"/article/{RIVER.id}", "/page/page.js", "/assets/none.js"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    refused = server.get("/", Host="evil.example").headers
    assert refused["x-content-type-options"] == "nosniff"


def test_the_pages_policy_lets_only_its_own_marked_scripts_run(server: Server) -> None:
    reply = server.get("/", Accept_Encoding="br, gzip")
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
    nonce = re.search(r"'nonce-([\w-]{20,})'", policy["script-src"])
    assert nonce is not None
    assert "unsafe-inline" not in policy["script-src"]
    assert policy["default-src"] == policy["connect-src"] == policy["base-uri"] == policy["form-action"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["object-src"] == policy["frame-src"] == policy["frame-ancestors"] == "'none'"
    scripts = re.findall(rb"<script\b[^>]*>", reply.body)
    assert scripts and all(nonce[1].encode() in script for script in scripts)
    assert nonce[1] not in server.get("/").headers["content-security-policy"]


def test_no_interface_description_is_published(server: Server) -> None:
    for path in (
        "/openapi.json",
        "/gradio_api/openapi.json",
        "/docs",
        "/redoc",
        "/gradio_api/info",
        "/gradio_api/runs",
    ):
        assert server.get(path).status == 404, path


@pytest.mark.parametrize("path", NOT_SERVED)
def test_direct_calls_and_uploads_are_not_served(server: Server, path: str) -> None:
    asked = len(server.asked())
    reply = server.post(path, {"data": ["q", None], "fn_index": 0, "session_hash": "direct"})
    assert reply.status in (404, 405)
    assert len(server.asked()) == asked


def test_a_cross_origin_multipart_upload_is_refused(server: Server) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="x.html"\r\n\r\n<b>x</b>\r\n--b--\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    assert server.request("POST", "/gradio_api/upload", body=body, headers=form).status == 404
    assert server.request("POST", "/gradio_api/upload", body=body, headers={**form, "Origin": "null"}).status == 403


TRAVERSALS = [
    *(f"/gradio_api/file={target}" for target in ("/etc/passwd", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", ".env")),
    *(f"/gradio_api/file={target}" for target in ("app.py", "file:///etc/passwd", "http://127.0.0.1:1/", "C:/x")),
    *(f"/file={target}" for target in ("/etc/passwd", "app.py", "%2e%2e/app.py", "\\etc\\passwd")),
    *(f"/gradio_api/proxy={target}" for target in ("http://127.0.0.1:1/", "https://x.hf.space/", "file:///etc/passwd")),
    *(
        f"/static/{target}"
        for target in ("../app.py", "..%2f..%2fapp.py", "%2e%2e/%2e%2e/routes.py", "....//routes.py")
    ),
    *(
        f"/assets/{target}"
        for target in ("../../routes.py", "..%2f..%2froutes.py", "%252e%252e/routes.py", "//etc/passwd")
    ),
    *(f"/page/{target}" for target in ("../page.py", "..%2fpage.py", "%2e%2e/%2e%2e/app.py", "/etc/passwd", "%00")),
    *(f"/article/{target}" for target in ("..%2fapp.py", "%2e%2e", "/etc/passwd", "%2fetc%2fpasswd", "a%00b", "*")),
    *(f"/article/{target}" for target in ("a" * 300, "%F0%9F%98%80", "seeds/000.txt", "river-1/../../app.py", "..")),
    *("/svelte/../../../app.py", "/custom_component/x/client/x/..%2fapp.py", "/gradio_api/custom_component/1/a/b/c"),
    *(
        "/monitoring",
        "/monitoring/x",
        "/pwa_icon/../../x",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/..;/etc/passwd",
    ),
    *("/gradio_api/deep_link?session_hash=x", "/gradio_api/upload_progress?upload_id=x", "/gradio_api/token"),
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_the_page(server: Server, path: str) -> None:
    reply = server.get(path)
    assert reply.status in (400, 404)
    assert len(reply.body) < 200
    assert b"root:" not in reply.body and b"import" not in reply.body


def test_absolute_paths_of_this_machine_are_nowhere_in_what_is_served(server: Server) -> None:
    from chat.page import STATIC

    server.join("What did the river do?", "paths")
    served = [server.get(path).body for path in ("/", "/config", "/theme.css", "/manifest.json", "/nowhere")]
    served.append(server.get("/gradio_api/queue/data?session_hash=paths").body)
    served += [server.get(path).body for path in TRAVERSALS]
    project = str(STATIC.parent.parent)
    for body in served:
        text = body.decode("utf-8", "replace")
        assert project not in text
        assert not re.search(r"[\"' ](/home|/root|/usr|/tmp|/etc|/var|/Users)/", text)


def test_an_article_comes_with_its_quote_cut_out_by_code_points(server: Server) -> None:
    found = server.get(f"/article/{RIVER.id}?start={ROSE.start}&end={ROSE.end}")
    assert found.headers["cache-control"] == "no-store"
    runs = [run for paragraph in found.json()["paragraphs"] for run in paragraph]
    assert [run["text"] for run in runs if run["quoted"]] == [ROSE.quote]  # the emoji would shift UTF-16 offsets
    assert found.json()["path"] == "archive/2021/river.txt"


def test_an_article_opens_without_a_place(server: Server) -> None:
    runs = [run for paragraph in server.get(f"/article/{BRIDGE.id}").json()["paragraphs"] for run in paragraph]
    assert [run["text"] for run in runs] == ["The bridge is closed.", "It opens on Friday."]
    assert not any(run["quoted"] for run in runs)


@pytest.mark.parametrize("place", NO_PLACES)
def test_a_place_that_is_none_is_refused(server: Server, place: str) -> None:
    reply = server.get(f"/article/{RIVER.id}?{place}")
    assert reply.status == 400
    assert set(reply.json()) == {"message"}


def test_an_article_that_is_gone_says_so(server: Server) -> None:
    reply = server.get("/article/gone-1?start=0&end=1")
    assert (reply.status, reply.json()["message"]) == (404, "This article is no longer in the archive.")


def test_a_port_that_is_taken_is_one_line_that_says_what_to_do() -> None:
    from serving.app import serve

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"127\.0\.0\.1:{port} \(Address already in use\); .* --port"):
            serve(port=port, settings=Settings())
