// Opens a file of the spec in the YAML language server, as an editor does, and checks the responses.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [server] = process.argv.slice(2);
const file = resolve("spec/general/13-refund.yaml");
const uri = pathToFileURL(file).href;
const text = readFileSync(file, "utf8");

const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
let buffer = Buffer.alloc(0);
let next = 1;
const waiting = new Map();
let diagnosed = () => {};

function send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function request(method, params) {
    const id = next++;
    send({ id, method, params });
    return new Promise((done) => waiting.set(id, done));
}

child.stdout.on("data", (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
        const head = buffer.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head))[1]);
        if (buffer.length < head + 4 + length) return;
        const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length));
        buffer = buffer.subarray(head + 4 + length);
        if (message.method === "workspace/configuration") {
            const yaml = { validate: true, completion: true, hover: true, schemaStore: { enable: false } };
            send({ id: message.id, result: message.params.items.map((it) => (it.section === "yaml" ? yaml : null)) });
        } else if (message.method === "textDocument/publishDiagnostics") diagnosed(message.params.diagnostics);
        else if (message.method && message.id !== undefined) send({ id: message.id, result: null });
        else waiting.get(message.id)?.(message.result);
    }
});

let version = 0;
async function show(content) {
    const found = new Promise((done) => (diagnosed = done));
    version += 1;
    const document = { uri, version };
    if (version === 1) send({ method: "textDocument/didOpen", params: { textDocument: { ...document, languageId: "yaml", text: content } } });
    else send({ method: "textDocument/didChange", params: { textDocument: document, contentChanges: [{ text: content }] } });
    return found;
}

function at(content, mark) {
    const before = content.slice(0, content.indexOf(mark) + mark.length).split("\n");
    return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1).length } };
}

function check(condition, message) {
    if (!condition) {
        console.error(`the language server: ${message}`);
        process.exit(1);
    }
}

const late = setTimeout(() => check(false, "no response within a minute"), 60_000);
await request("initialize", { processId: process.pid, rootUri: pathToFileURL(resolve(".")).href, capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ["markdown"] } } } });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } } } });

const diagnostics = await show(text);
check(diagnostics.length === 0, `diagnostics for a valid file: ${JSON.stringify(diagnostics)}`);

const misspelled = await show(text.replace("effect: refund_order", "effect: refund_ordr").replace("    reference:", "    refrence:"));
const messages = misspelled.map((it) => it.message).join("\n");
check(messages.includes("refund_order") && messages.includes("refrence"), `two typos are not reported: ${messages}`);

const half = text.replace("effect: refund_order", "effect: ");
await show(half);
const values = (await request("textDocument/completion", at(half, "    effect: "))).items.map((it) => it.label);
check(["charge", "refund_order", "void_order"].every((it) => values.includes(it)), `completion of the values of effect: ${values}`);

const begun = text.replace("    reference:", "    ref\n    reference:").replace("    reference: mchRefundNo\n", "");
await show(begun);
const keys = (await request("textDocument/completion", at(begun, "    ref"))).items.map((it) => it.label);
check(keys.includes("reference") && !keys.includes("families"), `completion of the keys of an endpoint: ${keys}`);

await show(text);
const hover = await request("textDocument/hover", at(text, "    effec"));
check(JSON.stringify(hover).includes("What the endpoint does"), `description of effect: ${JSON.stringify(hover)}`);

console.log("the language server completes, explains and checks a file of the spec");
clearTimeout(late);
child.kill();
