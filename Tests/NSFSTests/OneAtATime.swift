// Suites that count what this process has open on namespaces: they must not run beside each other.

internal import Support
internal import Testing

@Suite(.serialized, .requires(.root)) enum OneAtATime {}
