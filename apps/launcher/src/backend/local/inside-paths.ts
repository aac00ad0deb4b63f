/** Where our own parts lie in every sandbox. */
export const BIN = "/opt/claude-bottle/bin";
export const NODE = `${BIN}/node`;
export const RUN = "/run/claude-bottle";

/** In the agent's sandbox: its first program, and the directory where that puts its socket. */
export const INSIDE = "/opt/claude-bottle/inside.mjs";
export const DOOR = `${RUN}/door`;
export const COMMANDS = "commands.sock";

/** In a sidecar's. */
export const RELAY = "/opt/claude-bottle/relay.mjs";
export const APP = "/app";
export const COMPILED = "/opt/claude-bottle/compiled";
export const FRONT_SOCKET = "front.sock";
export const CONTROL_SOCKET = "control.sock";

const SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** An agent finds the system's programs first, a sidecar the Node that it was made for. */
export const AGENT_PATH = `${SYSTEM}:${BIN}`;
export const SIDECAR_PATH = `${BIN}:${SYSTEM}`;
