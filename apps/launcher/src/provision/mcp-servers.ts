import { sidecarPorts } from "@claude-bottle/shared";

/**
 * Where Claude Code looks first for MCP servers, and alone where the file is there: nothing that the agent writes can
 * stand in for its operator. https://code.claude.com/docs/en/managed-mcp
 */
export const MCP_SERVERS = "/etc/claude-code/managed-mcp.json";

/** A person may take a day to decide, in milliseconds; without it the CLI gives up on a silent call after a minute. */
const DAY = 24 * 60 * 60 * 1000;

const supervise = { type: "http", url: `http://supervise:${sidecarPorts.supervise}/mcp`, timeout: DAY };

/** The servers that the agent's CLI is told of. */
export const mcpServers = `${JSON.stringify({ mcpServers: { supervise } }, null, 2)}\n`;
