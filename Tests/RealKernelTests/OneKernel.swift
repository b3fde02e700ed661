// Suites that are about the one kernel that there is: run one test after another, so that counts are exact.

internal import Support
internal import Testing

@Suite(.serialized, .requires(.root)) enum OneKernel {}
