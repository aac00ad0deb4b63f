import { frontContract } from "./front.contract.ts";
import { createMitmFront } from "./mitm-front.ts";

frontContract({ name: "http-mitm-proxy", create: createMitmFront });
