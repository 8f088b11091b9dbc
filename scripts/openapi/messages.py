"""Validates messages against the schemas of the document: recordings, samples of the pages, a generated message
for each request, and messages with one mistake each."""

import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DATA = Path(__file__).resolve().parents[2] / "tests" / "data"


class Document:
    """An OpenAPI document whose schemas validate."""

    def __init__(self, path):
        self.json = json.loads(Path(path).read_text(encoding="utf-8"))
        resource = Resource.from_contents(self.json, default_specification=DRAFT202012)
        self.registry = Registry().with_resource("urn:api", resource)

    def validate(self, pointer, message):
        """Returns the errors of a message according to the schema at a pointer, each as `path keyword`."""
        validator = Draft202012Validator(
            {"$ref": f"urn:api#{pointer}"}, registry=self.registry, format_checker=FormatChecker()
        )
        return sorted(words(error) for error in validator.iter_errors(message))

    def errors(self, name, message):
        """Returns the errors according to a named schema, including those of JSON inside texts of the message."""
        found = self.validate(f"/components/schemas/{name}", message)
        for field, schema in self.schemas[name]["properties"].items():
            if "contentSchema" in schema and isinstance(message.get(field), str):
                try:
                    inner = json.loads(message[field])
                except ValueError:
                    found.append(f"{field} contentMediaType")
                    continue
                if isinstance(inner, dict):
                    content = f"/components/schemas/{name}/properties/{field}/contentSchema"
                    found += [f"{field}.{error}" for error in self.validate(content, inner)]
        return found

    @property
    def schemas(self):
        return self.json["components"]["schemas"]


def words(error):
    path = [str(part) for part in error.path]
    if error.validator == "required":
        # The validator reports one error for each missing field, and names it only in its message.
        path.append(error.message.split("'")[1])
    return f"{'.'.join(path)} {error.validator}".strip()


def read(name):
    return (DATA / name).read_text(encoding="utf-8")


def recorded(case):
    """Returns the body of a recorded response."""
    return next(it["body"] for it in json.loads(read("interop/responses.json")) if it["case"] == case)


def params(text):
    return json.loads(text.strip().removeprefix("params="))


def query(text):
    return dict(parse_qsl(text.strip(), keep_blank_values=True))


def returned(text):
    return query(urlsplit(text.strip()).query)


# The samples that are messages, with their parser, their schema, and their expected errors: some are truncated or
# older than a row, and some violate the limits of their own page.
SAMPLES = {
    "autodebit-05-contract-callback.json": (json.loads, "autodebit.ContractNotification", []),
    "card-02-return-url.txt": (returned, "card.CardReturn", []),
    "card-02-return-url-sdk.txt": (returned, "card.CardReturn", []),
    "card-13-v2-cc_purchase-request.json": (json.loads, "card_v2.CcPurchase", ["sign required"]),
    "card-sdk-php-cc_addcard-request.json": (json.loads, "card.CcAddCard", ["channel enum"]),
    "card-sdk-php-cc_purchase-request.json": (json.loads, "card.CcPurchase", ["mchOrderNo pattern"]),
    "card-sdk-php-cc_purchasewithtoken-request.json": (json.loads, "card.CcPurchaseWithToken", []),
    "card-sdk-php-cc_query-request.json": (json.loads, "card.CcQuery", []),
    "card-sdk-php-cc_refund-request.json": (json.loads, "card.CcRefund", []),
    "card-sdk-php-cc_void-request.json": (json.loads, "card.CcVoid", []),
    "card-sdk-purchase-retData.json": (json.loads, "card.CcQueryRetData", ["amount required", "currency required"]),
    "card-sdk-grubpay-retData.json": (
        json.loads, "card.CcPurchaseWithTokenRetData",
        ["amount required", "currency required", "mchOrderNo required", "payType required"],
    ),
    "constructed-create_order-WX_NATIVE-response.json": (json.loads, "general.WxNativeResponse", []),
    "constructed-notify-WX_JSAPI-query.txt": (query, "general.OrderNotification", []),
    "general-04-create_order-WX_NATIVE-request.txt": (params, "general.WxNative", ["jobNo required", "mchOrderNo maxLength"]),
    "general-09-create_order-ALIPAY_MOBILE-request.txt": (params, "general.AlipayMobile", ["mchOrderNo maxLength"]),
    "general-09-create_order-ALIPAY_MOBILE-response.json": (json.loads, "general.AlipayMobileResponse", []),
    "general-13-refund_order-WX_MICROPAY-request.txt": (params, "general.RefundOrder", ["device minLength", "refundAmount type"]),
    "general-15-create_order-CC_PAX-request.json": (json.loads, "general.CcPax", ["amount type"]),
    "xxpay-notify-1-query.txt": (query, "general.OrderNotification", []),
    "xxpay-notify-3-query.txt": (query, "general.OrderNotification", []),
    "xxpay-notify-4-query.txt": (query, "general.OrderNotification", ["paySuccTime pattern"]),
}

# The others: truncated, not valid JSON or not a form, not messages, or older than the vendor's change of 2026-03-10.
NO_MESSAGES = {
    "autodebit-02-contract-request-incomplete.txt",
    "card-02-addcard-page-url-sdk.txt",
    "card-02-redirect-page-url.txt",
    "general-02-signing-params.txt",
    "general-02-signing-signed.json",
    "general-02-signing-string.txt",
    "general-02-signing-unsigned.json",
    "general-05-create_order-WX_MICROPAY-request.txt",
    "general-09-create_order-ALIPAY_MOBILE-response-old.json",
    "general-13-refund_order-WX_MICROPAY-request-old.txt",
    "xxpay-notify-2-body.txt",
}

RESPONSES = {
    "create_order WX_NATIVE": "general.WxNativeResponse",
    "create_order WX_JSAPI": None,  # The page requires payParams, but this gateway returns payUrl.
    "create_order ALIPAY_MOBILE": "general.AlipayMobileResponse",
    "create_order ALIPAY_PC": None,  # Older than the change: no retParams.
    "create_order WX_APP": "general.WxAppResponse",
    "create_order ALIPAY_QR": "general.AlipayQrResponse",
    "create_order bad sign": "general.rejection",
    "create_order no amount": "general.rejection",
    "query_order": "general.QueryOrderResponse",
    "query_order missing": "general.rejection",
    "refund": "general.RefundOrderResponse",
}

ACCOUNT = {"mchId": "10000701", "sign": "C380BEC2BFD727A4B6845133519F3AD6"}
SALE = ACCOUNT | {
    "jobNo": "jack123", "mchOrderNo": "m1", "currency": "CAD", "amount": 2865, "clientIp": "203.0.113.7",
    "notifyUrl": "https://shop.example/n", "subject": "Tea", "body": "Green tea",
}
NATIVE = SALE | {"channelId": "WX_NATIVE", "extra": '{"productId":"1"}'}
MOBILE = SALE | {"channelId": "ALIPAY_MOBILE", "osType": "IOS", "returnUrl": "https://shop.example/r"}
UPI = SALE | {"channelId": "UPI_QR"}
PAX = SALE | {"channelId": "CC_PAX", "extra": "x", "notifyUrl": "http://localhost"}
QUERY = ACCOUNT | {"mchOrderNo": "m1"}
CARD = ACCOUNT | {
    "loginName": "jack123", "channel": "PF_CC", "currency": "CAD", "mchOrderNo": "m1", "amount": 1,
    "cardNum": "4" * 16, "expiryDate": "1227", "holder": "A", "cvv": "123",
}


def without(message, name):
    return {field: value for field, value in message.items() if field != name}


RIGHT = [
    ("an order of WX_NATIVE in CNY", "general.WxNative", NATIVE | {"currency": "CNY"}),
    ("a subject of 64 characters outside the first plane", "general.WxNative", NATIVE | {"subject": "😀" * 64}),
    ("an order of ALIPAY_MOBILE", "general.AlipayMobile", MOBILE),
    ("an order of UPI_QR", "general.UpiQr", UPI),
    ("an order of CC_PAX", "general.CcPax", PAX),
    ("an order from an IPv6 address", "general.UpiQr", UPI | {"clientIp": "2001:db8::1"}),
    ("a query by one number", "general.QueryOrder", QUERY),
    ("a card payment", "card.CcDirectPurchase", CARD),
    (
        "an order with an unknown status", "general.QueryOrderResponse.nested",
        json.loads(recorded("query_order"))["result"] | {"status": 77, "currency": "XXX", "new": {"a": [1]}},
    ),
    (
        "a rejection with an unknown code", "general.rejection", {"retCode": "BUSY", "retMsg": ""},
    ),
]

WRONG = [
    ("ALIPAY_MOBILE without osType", "general.AlipayMobile", without(MOBILE, "osType"), "osType required"),
    ("ALIPAY_MOBILE with another osType", "general.AlipayMobile", MOBILE | {"osType": "WINDOWS"}, "osType enum"),
    ("ALIPAY_MOBILE with extra", "general.AlipayMobile", MOBILE | {"extra": "{}"}, "not"),
    ("UPI_QR in CNY", "general.UpiQr", UPI | {"currency": "CNY"}, "currency enum"),
    ("UPI_QR with another channel's name", "general.UpiQr", UPI | {"channelId": "WX_NATIVE"}, "channelId const"),
    ("CC_PAX with a URL of the merchant", "general.CcPax", PAX | {"notifyUrl": "https://shop.example/n"}, "notifyUrl const"),
    ("WX_NATIVE without extra", "general.WxNative", without(NATIVE, "extra"), "extra required"),
    ("WX_NATIVE with an extra that is not an object", "general.WxNative", NATIVE | {"extra": "[]"}, "extra pattern"),
    ("WX_NATIVE with an extra without productId", "general.WxNative", NATIVE | {"extra": "{}"}, "extra.productId required"),
    ("a subject of 65 characters", "general.WxNative", NATIVE | {"subject": "x" * 65}, "subject maxLength"),
    ("an empty subject", "general.WxNative", NATIVE | {"subject": ""}, "subject minLength"),
    ("an amount of zero", "general.WxNative", NATIVE | {"amount": 0}, "amount minimum"),
    ("an amount beyond 32 bits", "general.WxNative", NATIVE | {"amount": 2**31}, "amount maximum"),
    ("an amount as a fraction", "general.WxNative", NATIVE | {"amount": 28.65}, "amount type"),
    ("an amount as text", "general.WxNative", NATIVE | {"amount": "2865"}, "amount type"),
    ("an invalid IP address", "general.WxNative", NATIVE | {"clientIp": "localhost"}, "clientIp anyOf"),
    ("a notification URL with a query", "general.WxNative", NATIVE | {"notifyUrl": "https://a.example/?a=1"}, "notifyUrl pattern"),
    ("a return URL without a scheme", "general.WxNative", NATIVE | {"returnUrl": "a.example"}, "returnUrl pattern"),
    ("a query by both numbers", "general.QueryOrder", QUERY | {"payOrderId": "P1"}, "oneOf"),
    ("a query without a number", "general.QueryOrder", ACCOUNT, "oneOf"),
    ("a card number of 13 digits", "card.CcDirectPurchase", CARD | {"cardNum": "4" * 13}, "cardNum pattern"),
    ("a card that expires in month 13", "card.CcDirectPurchase", CARD | {"expiryDate": "1325"}, "expiryDate pattern"),
    ("a card payment in CNY", "card.CcDirectPurchase", CARD | {"currency": "CNY"}, "currency enum"),
    ("a request without a signature", "general.QueryOrder", without(QUERY, "sign"), "sign required"),
    (
        "a success without its signature", "general.WxNativeResponse",
        without(json.loads(recorded("create_order WX_NATIVE")), "sign"), "sign required",
    ),
    ("a success as a rejection", "general.rejection", {"retCode": "SUCCESS", "resCode": "SUCCESS"}, "anyOf"),
    ("a notification without its order", "general.OrderNotification", {"sign": "x", "payOrderId": "P1", "amount": 1, "status": 2}, "mchOrderNo required"),
]


def value(schema):
    """Returns a value for a field of a request that is derived only from its schema."""
    for key in ("enum", "examples"):
        if key in schema:
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    if schema["type"] == "integer":
        return schema.get("minimum", 1)
    if schema.get("format") == "uri":
        return "https://shop.example/n"
    if "anyOf" in schema:
        return "203.0.113.7"
    return {"^[0-9]{14,19}$": "4" * 16, "^[0-9]{3,4}$": "123"}.get(
        schema.get("pattern"), "1227" if "0[1-9]" in schema.get("pattern", "") else "abcd"
    )


def smallest(document, name):
    """Returns the smallest request that is valid according to its schema."""
    schema = document.schemas[name]
    chosen = [rule["oneOf"][0]["required"][0] for rule in schema.get("allOf", []) if "oneOf" in rule]
    message = {field: value(schema["properties"][field]) for field in schema["required"] + chosen}
    for field in message:
        content = schema["properties"][field].get("contentSchema", {}).get("$ref")
        if content:
            message[field] = json.dumps(smallest(document, content.rsplit("/", 1)[1]))
        elif "contentSchema" in schema["properties"][field]:
            message[field] = "{}"
    return message


def main(path):
    document, wrong, counts = Document(path), [], dict.fromkeys(["recorded", "requests", "mistakes"], 0)

    def expect(what, found, expected):
        if found != expected:
            wrong.append(f"{what}: expected {expected or 'no error'}, found {found or 'no error'}")

    files = {file.name for file in (DATA / "samples").iterdir()}
    expect("samples without an entry", sorted(files ^ (SAMPLES.keys() | NO_MESSAGES)), [])
    for name, (parse, schema, expected) in SAMPLES.items():
        expect(name, document.errors(schema, parse(read(f"samples/{name}"))), expected)
        counts["recorded"] += 1
    responses = {"create_order": "/paths/~1v1~1create_order", "query_order": "/paths/~1v1~1query_order", "refund": "/paths/~1v1~1refund_order"}
    for it in json.loads(read("interop/responses.json")):
        case, message, schema = it["case"], json.loads(it["body"]), RESPONSES[it["case"]]
        if schema:
            expect(case, document.errors(schema, message), [])
            place = f"{responses[case.split()[0]]}/post/responses/200/content/application~1json/schema"
            expect(f"{case} as a response of its endpoint", document.validate(place, message), [])
            counts["recorded"] += 1
    for at, it in enumerate(json.loads(read("interop/notifications.json"))):
        expect(f"notification {at}", document.errors("general.OrderNotification", query(it["query"])), [])
        counts["recorded"] += 1

    for path, item in document.json["paths"].items():
        ((kind, content),) = item["post"]["requestBody"]["content"].items()
        place = f"/paths/{path.replace('/', '~1')}/post/requestBody/content/{kind.replace('/', '~1')}/schema"
        if kind.endswith("urlencoded"):
            expect(f"{path} with text instead of an object", bool(document.validate(place, {"params": "{}"})), True)
            place += "/properties/params"
        for operation in item["post"]["x-iotpay-operations"]:
            name = operation["request"]["$ref"].rsplit("/", 1)[1]
            message = smallest(document, name)
            expect(f"the smallest {name} {message.get('channelId', '')}", document.errors(name, message), [])
            expect(f"the smallest {name} {message.get('channelId', '')} as a body", document.validate(place, message), [])
            for field in message:
                expect(f"{name} without {field} is rejected", bool(document.validate(place, without(message, field))), True)
                counts["mistakes"] += 1
            counts["requests"] += 1

    for what, schema, message in RIGHT:
        expect(what, document.errors(schema, message), [])
    for what, schema, message, error in WRONG:
        expect(what, document.errors(schema, message), [error])
        counts["mistakes"] += 1
    if wrong:
        sys.exit("\n".join(wrong))
    print(
        f"ok: {counts['recorded']} recordings and samples have only the listed errors, a generated message for each of "
        f"{counts['requests']} requests is valid, {counts['mistakes']} messages with one mistake are rejected"
    )


if __name__ == "__main__":
    main(sys.argv[1])
