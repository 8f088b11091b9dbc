"""Prints the operation ids of a document's paths in the naming style of a language: `snake` or `camel`."""

import json
import re
import sys


def styled(operation_id, style):
    words = re.sub(r"([a-z])([A-Z])", r"\1_\2", operation_id).lower().split("_")
    return "_".join(words) if style == "snake" else words[0] + "".join(word.capitalize() for word in words[1:])


if __name__ == "__main__":
    source, style = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = json.load(file)
    ids = [operation["operationId"] for item in document["paths"].values() for operation in (item["post"],)]
    print("\n".join(styled(it, style) for it in ids))
