/** Who the agent is inside its container, whatever image it runs in: never root. */
export const agentUser = {
  uid: 1000,
  gid: 1000,
  name: "agent",
  home: "/home/agent",
  workdir: "/home/agent/work",
} as const;
