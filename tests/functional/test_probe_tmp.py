import copy, json, base64
from tests.functional.lambdas import *
from tests.functional.seeds import Seeds


def show(label, f, e):
    try:
        r = f.handler(e, f.context)
        out = (r.get("statusCode"), r.get("body", "")[:260] if isinstance(r.get("body"), str) else r, r.get("headers"))
        try:
            json.dumps(r).encode()
        except Exception as x:
            out = ("UNSENDABLE", repr(x))
    except BaseException as x:
        out = ("EXC", repr(x)[:200])
    PROBE.append(f"{label}: {out}")


PROBE = []


def test_probe(table, seeds):
    seeds.appointment(seeds.scheduled_provider())
    ca, cp, us, ga, re_, gp, canc, av, unk = (
        load(n)
        for n in (
            "create_appointment",
            "create_provider",
            "update_schedule",
            "get_appointment",
            "reschedule_appointment",
            "get_provider",
            "cancel_appointment",
            "get_availability",
            "answer_unknown_route",
        )
    )
    s = sample
    show("sample ca taken", ca, s("create_appointment"))
    show("sample re", re_, s("reschedule_appointment"))
    show("sample av", av, s("get_availability"))
    for ct in (
        "Application/JSON",
        "application/json; charset=utf-8",
        " application/json",
        "application/json-patch+json",
        "text/plain",
        "",
        "application/json\t;x",
    ):
        show(f"ct {ct!r}", cp, with_headers(s("create_provider"), content_type=ct))
    e = s("create_provider")
    e["headers"] = {"Content-Type": "application/json", "content-type": "multipart/form-data"}
    show("dup ct", cp, e)
    e = s("create_provider")
    e["headers"] = {"content-type": "application/json", "Content-Type": "multipart/form-data"}
    show("dup ct2", cp, e)
    show(
        "surrogate field", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"Europe/Rome","\\ud800":1}')
    )
    show("surrogate name", cp, with_raw_body(s("create_provider"), '{"name":"\\ud800","timezone":"Europe/Rome"}'))
    show("surrogate tz", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"\\ud800"}'))
    show("nul tz", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"Eur\\u0000ope"}'))
    for tz in (
        "../etc/passwd",
        "/etc/localtime",
        "europe/rome",
        "Europe/Rome\n",
        "Europe",
        "",
        ".",
        "zone.tab",
        "Factory",
        "posixrules",
        "localtime",
        "UTC",
        "posix/Europe/Rome",
        "right/UTC",
        "__init__",
        "Europe/__init__.py",
    ):
        show(f"tz {tz!r}", cp, with_body(s("create_provider"), {"name": "x", "timezone": tz}))
    show("null", cp, with_raw_body(s("create_provider"), "null"))
    show("bom", cp, with_raw_body(s("create_provider"), "\ufeff{}"))
    show(
        "int 5000",
        cp,
        with_raw_body(s("create_provider"), '{"name":"x","timezone":"UTC","slotMinutes":' + "1" * 5000 + "}"),
    )
    show(
        "int 4000",
        cp,
        with_raw_body(s("create_provider"), '{"name":"x","timezone":"UTC","slotMinutes":' + "1" * 4000 + "}"),
    )
    show("float", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"UTC","slotMinutes":15.0}'))
    show("1e400", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"UTC","slotMinutes":1e400}'))
    show("true", cp, with_raw_body(s("create_provider"), '{"name":"x","timezone":"UTC","slotMinutes":true}'))
    show("deep", cp, with_raw_body(s("create_provider"), '{"a":' + "[" * 30000 + "]" * 30000 + "}"))
    show("deep 900", cp, with_raw_body(s("create_provider"), '{"a":' + "[" * 900 + "]" * 900 + "}"))
    show("dup keys", cp, with_raw_body(s("create_provider"), '{"name":"x","name":"y","timezone":"UTC"}'))
    show("body none", cp, with_raw_body(s("create_provider"), None))
    show("name key sneaky", cp, with_raw_body(s("create_provider"), '{"name":"x","slot_minutes":15,"timezone":"UTC"}'))
    for i in ('"x"', "x\ny", "😀", "a\\b", "%22x%22", "a?b", "#", "é", "", " ", "x" * 3000, "\x00"):
        show(f"path {i[:20]!r}", gp, with_path_id(s("get_provider"), PROVIDER_ID, i))
    show("upper id", gp, with_path_id(s("get_provider"), PROVIDER_ID, PROVIDER_ID.upper()))
    show("reason comma", canc, with_query(s("cancel_appointment"), reason="a, b,c"))
    show("reason twice", canc, with_query(s("cancel_appointment"), reason="a,b"))
    show("date list", av, with_query(s("get_availability"), date="2028-03-06,2028-03-07"))
    show("no date", av, {k: v for k, v in s("get_availability").items() if k != "queryStringParameters"})
    show("unknown q", av, with_query(s("get_availability"), date="2028-03-06", x="1"))
    show("date 9999", av, with_query(s("get_availability"), date="9999-12-31"))
    show("date 0001", av, with_query(s("get_availability"), date="0001-01-01"))
    for st in (
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "2028-03-06T09:30:00.5+01:00",
        "2028-03-06T09:30:00",
        5,
        "2028-03-06t09:30:00z",
        "2028-03-06T24:00:00Z",
        "2028-03-06T23:59:60Z",
    ):
        b = body_of(s("create_appointment"))
        b["startTime"] = st
        show(f"start {st!r}", ca, with_body(with_headers(s("create_appointment"), idempotency_key=None), b))
    for pid in ("", "x", 5, None, PROVIDER_ID.upper(), "\ud800", "x" * 5000):
        b = body_of(s("create_appointment"))
        b["providerId"] = pid
        show(f"pid {str(pid)[:10]!r}", ca, with_body(s("create_appointment"), b))
    for m in ({"\ud800": "x"}, {"x": "\ud800"}, {"": "x"}, {"k" * 41: "x"}, {"a.b[0]": 5}, {"x": "\x00"}):
        b = body_of(s("create_appointment"))
        b["metadata"] = m
        b["startTime"] = "2028-03-06T11:00:00+01:00"
        show(f"meta {ascii(m)}", ca, with_body(with_headers(s("create_appointment"), idempotency_key=None), b))
    for im in (
        '"1"',
        '"1", "2"',
        "*",
        '*, "1"',
        'W/"2"',
        "2",
        '"2"',
        "",
        '"x"',
        '"02"',
        '"2""3"',
        '"2",',
        ' "2" ',
        '"99999999999999999999"',
    ):
        show(f"im {im!r}", us, with_headers(s("update_schedule"), if_match=im))
    for k in ("x" * 15, "x" * 16, "x" * 255, "x" * 256, "é" * 20, "a,b" * 10, "", " " * 20):
        show(f"key {k[:5]!r}{len(k)}", cp, with_headers(s("create_provider"), idempotency_key=k))
    show("unknown", unk, s("answer_unknown_route"))
    e = s("answer_unknown_route")
    e["rawPath"] = "/nope"
    show("unknown2", unk, e)
    e = s("answer_unknown_route")
    e["rawPath"] = "/api/providers"
    e["requestContext"]["http"]["method"] = "OPTIONS"
    show("options", unk, e)
    e = s("answer_unknown_route")
    e["requestContext"]["http"]["method"] = "POST"
    e["rawPath"] = "/api/appointments/"
    e["body"] = "x" * 70000
    show("unk post big", unk, e)
    e = s("answer_unknown_route")
    e["requestContext"]["http"]["method"] = "POST"
    e["rawPath"] = "/api/nope"
    e["body"] = "hello"
    e["headers"]["content-type"] = "text/plain"
    show("unk post text", unk, e)
    base = s("get_provider")
    for mk in list(base):
        e = copy.deepcopy(base)
        e.pop(mk)
        show(f"no {mk}", gp, e)
        e = copy.deepcopy(base)
        e[mk] = None
        show(f"null {mk}", gp, e)
        e = copy.deepcopy(base)
        e[mk] = 5
        show(f"5 {mk}", gp, e)
    for mk in list(base["requestContext"]):
        e = copy.deepcopy(base)
        e["requestContext"].pop(mk)
        show(f"no rc.{mk}", gp, e)
        e = copy.deepcopy(base)
        e["requestContext"][mk] = None
        show(f"null rc.{mk}", gp, e)
    for mk in list(base["requestContext"]["http"]):
        e = copy.deepcopy(base)
        e["requestContext"]["http"].pop(mk)
        show(f"no http.{mk}", gp, e)
    for v in (None, [], {}, "x", 5, {"Records": []}):
        show(f"event {v!r}", gp, v)
    e = copy.deepcopy(base)
    e["headers"] = {"x": None}
    show("null header", gp, e)
    e = copy.deepcopy(base)
    e["headers"] = {"x": ["a"]}
    show("list header", gp, e)
    e = copy.deepcopy(base)
    e["queryStringParameters"] = {"x": None}
    show("null q", gp, e)
    e = copy.deepcopy(base)
    e["cookies"] = 5
    show("cookies 5", gp, e)
    e = copy.deepcopy(base)
    e["cookies"] = [None]
    show("cookies none", gp, e)
    e = copy.deepcopy(base)
    e["queryStringParameters"] = {str(i): "x" for i in range(10000)}
    show("10000 q", gp, e)
    e = copy.deepcopy(base)
    e["rawPath"] = "/api/\ud800"
    show("surr path", gp, e)
    e = copy.deepcopy(base)
    e["requestContext"]["stage"] = "prod"
    show("stage", gp, e)
    e = copy.deepcopy(base)
    e["requestContext"]["http"]["method"] = ""
    show("method empty", gp, e)
    e = copy.deepcopy(base)
    e["requestContext"]["http"]["method"] = "get"
    show("method lower", gp, e)
    e = s("create_provider")
    e["requestContext"]["http"]["method"] = "post"
    show("method lower post", cp, e)
    e = s("create_provider")
    e["body"] = '{"name":"\ud800"}'
    show("raw surrogate in body", cp, e)
    e = s("get_provider")
    e["body"] = "garbage"
    show("get with body", gp, e)
    e = s("create_provider")
    e["queryStringParameters"] = {"\ud800": "x"}
    show("surr query", cp, e)
    from pathlib import Path

    Path("/tmp/probe.txt").write_text("\n".join(ascii(p) for p in PROBE))
