/** Where the agent's git is led to the gate; the system's configuration includes it, and an image's own stays what it is. */
export const GIT_CONFIG = "/etc/claude-bottle/gitconfig";
