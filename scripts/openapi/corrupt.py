"""Writes a copy of a document with one of the corruptions in corruptions.txt."""

import json
import sys


def schemas(document):
    return document["components"]["schemas"]


def properties(document, name):
    return schemas(document)[name]["properties"]


def form(document, path="/v1/query_order"):
    body = document["paths"][path]["post"]["requestBody"]["content"]
    return body["application/x-www-form-urlencoded"]["schema"]["properties"]


def params(document):
    return form(document, "/v1/create_order")["params"]


CORRUPTIONS = {
    "an unknown type": lambda d: properties(d, "general.WxNative")["amount"].update(type="whole"),
    "no responses": lambda d: d["paths"]["/v3/cc_void"]["post"].update(responses=[]),
    "a dangling reference": lambda d: properties(d, "card.CcVoidResponse").update(
        retData={"$ref": "#/components/schemas/card.Nothing"}
    ),
    "two operations with one id": lambda d: d["paths"]["/v3/cc_void"]["post"].update(operationId="card_cc_refund"),
    "osType is optional": lambda d: schemas(d)["general.AlipayMobile"]["required"].remove("osType"),
    "CNY on UPI_QR": lambda d: properties(d, "general.UpiQr")["currency"]["enum"].append("CNY"),
    "a query without oneOf": lambda d: schemas(d)["general.QueryOrder"].pop("allOf"),
    "a subject of 65 characters": lambda d: properties(d, "general.WxNative")["subject"].update(maxLength=65),
    "empty texts": lambda d: properties(d, "general.WxNative")["subject"].update(minLength=0),
    "extra on ALIPAY_MOBILE": lambda d: schemas(d)["general.AlipayMobile"].pop("allOf"),
    "any channel": lambda d: properties(d, "general.UpiQr")["channelId"].pop("const"),
    "a missing channel": lambda d: params(d)["oneOf"].pop(),
    "a closed status": lambda d: schemas(d)["general.OrderStatus"].update(enum=[0, 1, 2, 3, 4, 9]),
    "a response without the alias of qr_code": lambda d: properties(d, "general.AlipayQrResponse").pop("payUrl")
    and schemas(d)["general.AlipayQrResponse"].update(required=["qr_code"]),
    "any expiry date": lambda d: properties(d, "card.CcDirectPurchase")["expiryDate"].pop("pattern"),
    "a renamed field": lambda d: properties(d, "card.CcVoid").update(
        payOrder=properties(d, "card.CcVoid").pop("payOrderId")
    ),
    "a renamed path": lambda d: d["paths"].update({"/v3/void": d["paths"].pop("/v3/cc_void")}),
    "a form with text": lambda d: form(d, "/v1/create_order").update(params={"type": "string"}),
    "webhooks with the tag of the endpoints": lambda d: [
        operation.update(tags=[operation["tags"][0].removesuffix("-notifications")])
        for item in d["webhooks"].values()
        for operation in item.values()
    ],
    "amounts as text": lambda d: properties(d, "general.AlipayMobile")["amount"].update(type="string"),
}

if __name__ == "__main__":
    name, source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = json.load(file)
    before = json.dumps(document)
    CORRUPTIONS[name](document)
    if json.dumps(document) == before:
        sys.exit(f"error: the corruption changes nothing: {name}")
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file)
