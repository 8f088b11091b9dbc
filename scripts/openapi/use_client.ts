// Uses the types that openapi-typescript generates from the document. Each line after `@ts-expect-error` is a mistake
// that the types must reject; otherwise, the compiler reports an error.
import type { components, paths } from "./api";

type Schemas = components["schemas"];
type CreateOrder = paths["/v1/create_order"]["post"];
type Form = CreateOrder["requestBody"]["content"]["application/x-www-form-urlencoded"];
type Params = Schemas["general.AlipayMobile"] | Schemas["general.AlipayQr"];
type Response = CreateOrder["responses"]["200"]["content"]["application/json"];

const account = { mchId: "10000701", jobNo: "jack123", sign: "C380BEC2BFD727A4B6845133519F3AD6" };
const sale = {
    ...account,
    mchOrderNo: "m1",
    amount: 100,
    clientIp: "203.0.113.7",
    notifyUrl: "https://shop.example/n",
    subject: "Tea",
    body: "Green tea",
};
const app = { ...sale, channelId: "ALIPAY_MOBILE", returnUrl: "https://shop.example/r" } as const;

export const order: Params = { ...app, currency: "CAD", osType: "IOS" };
export const form: Form = { params: order };
// @ts-expect-error: `encoding` converts the object to JSON.
export const asText: Form = { params: JSON.stringify(order) };
// @ts-expect-error: ALIPAY_MOBILE requires osType.
export const withoutSystem: Schemas["general.AlipayMobile"] = { ...app, currency: "CAD" };
// @ts-expect-error: ALIPAY_MOBILE does not accept CNY.
export const foreign: Schemas["general.AlipayMobile"] = { ...app, currency: "CNY", osType: "IOS" };
// @ts-expect-error: amounts are whole numbers of cents.
export const decimal: Schemas["general.AlipayMobile"] = { ...app, currency: "CAD", osType: "IOS", amount: "1.00" };
// @ts-expect-error: unknown channel.
export const nowhere: Params = { ...sale, channelId: "ALIPAY_MOON", currency: "CAD" };

// The channel distinguishes the request types.
export function system(request: Params): string {
    if (request.channelId === "ALIPAY_MOBILE") {
        return request.osType;
    }
    // @ts-expect-error: other channels have no osType.
    return request.osType;
}

// Received statuses are not limited to the known values.
export function isPaid(status: Schemas["general.OrderStatus"]): boolean {
    return [2, 3].includes(Number(status));
}

export function message(response: Response): string {
    return response.retCode === "SUCCESS" ? "success" : (response.retMsg ?? "rejected");
}

export type Notified = components["schemas"]["general.OrderNotification"];
