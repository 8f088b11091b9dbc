"""Writes a copy of a document whose form parameters are text, as `iotpay-gen openapi --form-params text` writes
them, for generators that ignore `encoding`."""

import json
import sys

FORM = "application/x-www-form-urlencoded"


def as_text(document):
    for item in document["paths"].values():
        form = item["post"]["requestBody"]["content"].get(FORM)
        if form and form.pop("encoding", None):
            properties = form["schema"]["properties"]
            properties["params"] = {
                "type": "string", "contentMediaType": "application/json", "contentSchema": properties["params"],
            }
    return document


if __name__ == "__main__":
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = as_text(json.load(file))
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file)
