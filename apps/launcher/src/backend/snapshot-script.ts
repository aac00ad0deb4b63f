/** Done inside, as the agent, on the directory in `$0`: a tar of it, and nothing where there is none. */
export const SNAPSHOT_SCRIPT = 'if [ ! -d "$0" ]; then exit 0; fi; cd "$0" && exec tar -cf - .';
/** GNU tar's status where a file changed while it was read: the agent may still be at work. */
export const CHANGED = 1;
