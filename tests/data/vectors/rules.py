#!/usr/bin/env python3
"""Writes rules.jsonl: signatures by every signing rule, computed with Python's hashlib and hmac.

    python3 tests/data/vectors/rules.py >tests/data/vectors/rules.jsonl

The code follows the text of the rules and shares nothing with the client.
"""

import hashlib
import hmac
import itertools
import json

KEYS = ["k", "made-up-key-of-32-characters-000", "x" * 64, "made-up-key-longer-than-a-block-" * 4, "密钥"]

MESSAGES = [
    {"a": "apple", "b": "boat", "c": "cat", "d": ""},
    {"amount": 2865, "body": "First flush, 250 g", "mchOrderNo": "20160427210604000490", "remarks": "", "subject": "茶 🍵"},
    {"A": "1", "Z": "", "a": "2", "unsigned": "not signed", "z": "3"},
    {"negative": -7, "zero": 0},
    {"empty": "", "unsigned": "only this"},
    {"long": "y" * 1500, "next": "z" * 509, "then": ""},
]


def positions(algorithm):
    """Every position of the key, with the name of its parameter."""
    for position in ["appended", "prepended"]:
        for parameter in ["key", None]:
            yield position, parameter
    if algorithm == "hmac-sha256":
        yield "hmac-only", None


def string_to_sign(rule, fields, key):
    pairs = []
    for name in sorted(fields, key=lambda name: name.encode()):
        value = str(fields[name])
        if name in rule["unsigned_fields"] or (value == "" and rule["empty_values"] == "omitted"):
            continue
        pairs.append(f"{name}={value}")
    with_name = None if rule["parameter"] is None else f"{rule['parameter']}={key}"
    if rule["position"] == "appended":
        return "&".join(pairs + [with_name]) if with_name else "&".join(pairs) + key
    if rule["position"] == "prepended":
        return "&".join([with_name] + pairs) if with_name else key + "&".join(pairs)
    return "&".join(pairs)


def sign(rule, fields, key):
    text, secret = string_to_sign(rule, fields, key).encode(), key.encode()
    digest = {
        "md5": lambda: hashlib.md5(text).hexdigest(),
        "sha256": lambda: hashlib.sha256(text).hexdigest(),
        "hmac-sha256": lambda: hmac.new(secret, text, hashlib.sha256).hexdigest(),
    }[rule["algorithm"]]()
    return digest.upper() if rule["case"] == "upper" else digest


def main():
    number = 0
    for algorithm in ["md5", "sha256", "hmac-sha256"]:
        for (position, parameter), case, empty_values in itertools.product(
            positions(algorithm), ["upper", "lower"], ["omitted", "signed"]
        ):
            rule = {
                "algorithm": algorithm,
                "position": position,
                "parameter": parameter,
                "case": case,
                "empty_values": empty_values,
                "unsigned_fields": ["unsigned"],
            }
            for fields in MESSAGES:
                key = KEYS[number % len(KEYS)]
                number += 1
                vector = {"rule": rule, "key": key, "fields": fields, "sign": sign(rule, fields, key)}
                print(json.dumps(vector, ensure_ascii=False, separators=(",", ":")))


main()
