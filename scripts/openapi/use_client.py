"""Uses the Python client that openapi-python-client generates from the document: builds requests and decodes responses."""

import importlib
import json
import pkgutil
import sys
from urllib.parse import parse_qsl

import httpx
import iotpay_api
from iotpay_api import models
from iotpay_api.api.card import card_cc_void
from iotpay_api.api.general import general_create_order, general_query_order
from iotpay_api.client import Client

from messages import Document, recorded

modules = [importlib.import_module(it.name) for it in pkgutil.walk_packages(iotpay_api.__path__, "iotpay_api.")]
document = Document(sys.argv[1])

# A request sent through the client's HTTP stack.
void = models.CardCcVoid(
    mch_id="10000701", mch_refund_no="R2", login_name="jack123", pay_order_id="P1",
    notify_url="https://shop.example/n", sign="517F5353F4744F2AD2FB6F38C23AA7BE",
)
response = {"retCode": "FAIL", "retMsg": "no such order"}
seen = []


def gateway(request):
    seen.append(request)
    return httpx.Response(200, json=response)


client = Client(base_url="https://ccapi.iotpaycloud.com", httpx_args={"transport": httpx.MockTransport(gateway)})
rejection = card_cc_void.sync(client=client, body=void)
sent = json.loads(seen[0].content)
assert (seen[0].method, str(seen[0].url)) == ("POST", "https://ccapi.iotpaycloud.com/v3/cc_void"), seen
assert sent == {
    "mchId": "10000701", "mchRefundNo": "R2", "loginName": "jack123", "payOrderId": "P1",
    "notifyUrl": "https://shop.example/n", "sign": "517F5353F4744F2AD2FB6F38C23AA7BE",
}, sent
assert not document.errors("card.CcVoid", sent)
assert isinstance(rejection, models.CardRejection) and rejection.ret_msg == "no such order", rejection

# A wallet order is sent as a form with one field: JSON, percent-encoded once.
order = models.GeneralAlipayMobile(
    mch_id="10000701", mch_order_no="m1", channel_id="ALIPAY_MOBILE", amount=100, client_ip="203.0.113.7",
    currency=models.GeneralAlipayMobileCurrency.CAD, os_type=models.GeneralAlipayMobileOsType.IOS,
    notify_url="https://shop.example/n", return_url="https://shop.example/r?a=1&b=2", subject="\u8d2d\u4e70 50% +1",
    body="Green tea", job_no="jack123", sign="C380BEC2BFD727A4B6845133519F3AD6",
).to_dict()
assert not document.errors("general.AlipayMobile", order)
general_create_order.sync(client=client, body=models.GeneralCreateOrderBody(params=json.dumps(order)))
assert seen[-1].headers["content-type"] == "application/x-www-form-urlencoded", seen[-1].headers
((name, text),) = parse_qsl(seen[-1].content.decode(), strict_parsing=True)
assert (name, json.loads(text)) == ("params", order), seen[-1].content

# Recorded responses, and one with a status and an unknown field.
response = json.loads(recorded("query_order"))
response["result"].update(status=77, points=3)
query = models.GeneralQueryOrderBody(
    params=json.dumps(
        models.GeneralQueryOrder(mch_id="10000701", mch_order_no="m1", sign="C380BEC2BFD727A4B6845133519F3AD6").to_dict()
    )
)
found = general_query_order.sync(client=client, body=query)
assert isinstance(found, models.GeneralQueryOrderResponse), found
assert (found.result.status, found.result["points"]) == (77, 3), found.result
native = models.GeneralWxNativeResponse.from_dict(json.loads(recorded("create_order WX_NATIVE")))
assert native.code_url == "weixin://wxpay/bizpayurl?pr=x", native

print(f"ok: a generated Python client of {len(modules)} modules sends requests and decodes responses")
