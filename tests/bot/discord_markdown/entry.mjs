import { parse } from "discord-markdown-parser";
import { parser } from "@odiffey/discord-markdown";

globalThis.trees = (source) =>
  JSON.stringify({ derock: parse(source, "extended"), odiffey: parser(source) });
