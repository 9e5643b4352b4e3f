// nodemailer's pool, with messages built one by one ("built") or prepared ("raw"). Prints one line of JSON.
// Arguments: host, port, messages, connections, octets, mode.
import nodemailer from "nodemailer";

const [host, port, messages, connections, octets, mode] = process.argv.slice(2);
const count = Number(messages);
const transport = nodemailer.createTransport({
  host,
  port: Number(port),
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  ignoreTLS: true,
});

const row = "<p>The water stood higher than anybody at the lock had seen.</p>\r\n";
const body = row.repeat(Math.floor(Number(octets) / row.length));

function message(number) {
  const from = "editors@quay.example";
  const to = `reader${number}@example.org`;
  if (mode === "raw") {
    const head = `From: ${from}\r\nTo: ${to}\r\nSubject: The week\r\nMessage-ID: <${number}@peer>\r\n\r\n`;
    return { envelope: { from, to: [to] }, raw: head + body };
  }
  return { from, to, subject: `The week, for reader ${number}`, text: "The week.", html: `<p>${number}</p>${body}` };
}

const began = performance.now();
let next = 0;
// A few more than there are connections are under way at any time; all at once would only measure memory.
async function sender() {
  while (next < count) await transport.sendMail(message(next++));
}
await Promise.all(Array.from({ length: Number(connections) * 2 }, sender));
const elapsed = performance.now() - began;
transport.close();
console.log(JSON.stringify({ accepted: count, elapsed_ms: elapsed }));
