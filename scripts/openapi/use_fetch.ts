// Calls one endpoint of each family with the TypeScript client that openapi-generator generates. The signed
// requests come from the environment.
import * as api from "./fetch";

// The part of Node's API that this file uses.
declare const process: { env: Record<string, string | undefined>; exit(code: number): never };

async function main() {
    const [order, purchase, cardV2, contract] = JSON.parse(process.env.REQUESTS ?? "[]");
    const configuration = new api.Configuration({ basePath: process.env.BASE_PATH });
    const text = (request: object) => ({ params: JSON.stringify(request) });
    const responses = {
        general: await new api.GeneralApi(configuration).generalPayForSubmitRaw(text(order)),
        card: await new api.CardApi(configuration).cardCcPurchaseRaw({ cardCcPurchase: api.CardCcPurchaseFromJSON(purchase) }),
        card_v2: await new api.CardV2Api(configuration).cardV2CcPurchaseRaw({ cardV2CcPurchase: api.CardV2CcPurchaseFromJSON(cardV2) }),
        autodebit: await new api.AutodebitApi(configuration).autodebitContractRaw(text(contract)),
    };
    for (const [family, response] of Object.entries(responses)) {
        const body = await response.raw.json();
        if (body.retCode !== "SUCCESS") {
            throw new Error(`${family}: ${JSON.stringify(body)}`);
        }
    }
    console.log("ok: a generated TypeScript client calls one endpoint of each family");
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
