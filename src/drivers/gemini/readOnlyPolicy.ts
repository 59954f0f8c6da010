/**
 * Policy of a read-only agent: nothing but looking. Neither its plan mode nor its default mode keeps it from writing when
 * no person is there to ask: it enters plan mode, leaves it again, and is then allowed everything.
 */
export const readOnlyPolicy = `[[rule]]
toolName = "*"
decision = "deny"
priority = 900

[[rule]]
toolName = ["read_file", "read_many_files", "list_directory", "glob", "grep_search", "search_file_content"]
decision = "allow"
priority = 999
`;
