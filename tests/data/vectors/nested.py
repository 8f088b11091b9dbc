"""Writes nested.jsonl: signatures of requests with objects and arrays, computed independently of the client.

Each line has the form of nested values (`omitted`, `raw` or `sorted`), the fields, the key and the signature, which is
the HMAC-SHA256 of `name=value&...` in lower case. Run: python3 nested.py >nested.jsonl
"""

import hashlib
import hmac
import json
import random

KEY = "made-up-key-of-32-characters-000"
FORMS = ["omitted", "raw", "sorted"]


def compact(value, form):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=form == "sorted")


def string_to_sign(fields, form):
    parts = []
    for name in sorted(fields, key=lambda name: name.encode()):
        value = fields[name]
        if isinstance(value, (dict, list)):
            if form == "omitted":
                continue
            value = compact(value, form)
        if value != "":
            parts.append(f"{name}={value}")
    return "&".join(parts)


def signature(fields, form):
    return hmac.new(KEY.encode(), string_to_sign(fields, form).encode(), hashlib.sha256).hexdigest()


def made_up(random, depth):
    kind = random.choice(["text", "number", "list", "object"] if depth > 0 else ["text", "number"])
    if kind == "text":
        return random.choice(["", "tea", "Grüner Tee", "绿茶", 'a"b\\c', "line\nbreak", "/"])
    if kind == "number":
        return random.choice([0, -7, 2865, 2**63 - 1])
    if kind == "list":
        return [made_up(random, depth - 1) for _ in range(random.randrange(3))]
    names = random.sample(["a", "B", "name", "partNo", "_x", "é"], random.randrange(5))
    return {name: made_up(random, depth - 1) for name in names}


def main():
    manifest = {
        "merchantCode": "10000701",
        "captain": {"fullName": "Ada", "home": {"port": "Turku", "since": 1999}},
        "crates": [
            {
                "label": "tea",
                "total": 2865,
                "weight": "12.50",
                "size": "S",
                "fragile": "Y",
                "tags": ["a", "b"],
                "parts": [{"partNo": 1}, {"partNo": 2}],
            },
            {"label": "rice", "parts": []},
        ],
        "levels": [1, -2],
        "sizes": ["S", "L"],
        "codes": ["4242424242424242"],
        "amounts": [100, 200],
        "orders": ["H1"],
    }
    source = random.Random(20261128)
    cases = [manifest] + [
        {name: made_up(source, 3) for name in source.sample(["a", "b", "items", "order", "z"], 3)} for _ in range(60)
    ]
    for fields in cases:
        for form in FORMS:
            line = {"form": form, "fields": fields, "key": KEY, "signature": signature(fields, form)}
            print(json.dumps(line, ensure_ascii=False))


main()
