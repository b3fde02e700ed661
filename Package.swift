// swift-tools-version: 6.3
// What is built, and the few settings that every target of ours shares (one loop, at the end).

import PackageDescription

/// Version stamps come from whoever builds (deploy/run reads them from git), so that a plain `swift build` is
/// reproducible; absent ones read "unknown". Only the Exporter target sees them, so that a commit rebuilds little.
let stamps: [CSetting] = ["REVISION", "BRANCH", "BUILD_USER", "BUILD_DATE"].compactMap { name in
    guard let value = Context.environment["NSEXPORTER_STAMP_\(name)"] else { return nil }
    return .define("NSEXPORTER_STAMP_\(name)", to: "\"\(value.filter { $0 != "\"" && $0 != "\\" })\"")
}

let package = Package(
    name: "nsexporter",
    products: [.executable(name: "nsexporter", targets: ["nsexporter"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CLinux", path: "Sources/C/CLinux"),
        .systemLibrary(
            name: "CSystemd", path: "Sources/C/CSystemd", pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Sources/C/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CStamp", path: "Sources/C/CStamp"),
        .target(name: "CJoin", path: "Sources/C/CJoin"),

        .target(name: "Linux", dependencies: ["CLinux"]),
        .target(name: "Namespaces"),
        .target(name: "JSON"),
        .target(name: "Exposition", dependencies: ["CZlib"]),
        .target(name: "ProcFS", dependencies: ["Linux", "Namespaces"]),
        .target(name: "NSFS", dependencies: ["CJoin", "CLinux", "Linux", "Namespaces"]),
        .target(name: "Netlink", dependencies: ["CLinux", "Linux"]),
        .target(name: "Monitor", dependencies: ["Linux", "NSFS", "Namespaces", "Netlink", "ProcFS"]),
        .target(name: "HTTP", dependencies: ["Linux"]),
        .target(
            name: "Journal",
            dependencies: ["CSystemd", "JSON", "Linux", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "Exporter",
            dependencies: [
                "CStamp", "Exposition", "HTTP", "JSON", "Journal", "Linux", "Monitor", "Namespaces", "ProcFS",
                .product(name: "Logging", package: "swift-log"),
            ],
            cSettings: stamps),
        .executableTarget(
            name: "nsexporter",
            dependencies: ["Exporter", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

        .target(name: "Support", path: "Tests/Support", exclude: ["Fixtures"]),
        .systemLibrary(name: "CZoo", path: "Tests/Zoo/CZoo"),
        .executableTarget(name: "Zoo", dependencies: ["CZoo"], path: "Tests/Zoo", exclude: ["CZoo"]),
        .testTarget(name: "ZooTests", dependencies: ["CZoo", "Support"]),
        .testTarget(name: "LinuxTests", dependencies: ["Linux", "Support"]),
        .testTarget(name: "NamespacesTests", dependencies: ["Namespaces", "Support"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "ExpositionTests", dependencies: ["Exposition"]),
        .testTarget(name: "ProcFSTests", dependencies: ["Linux", "Namespaces", "ProcFS", "Support"]),
        .testTarget(name: "NSFSTests", dependencies: ["Linux", "NSFS", "Namespaces", "Support"]),
        .testTarget(name: "NetlinkTests", dependencies: ["Linux", "Netlink", "Support"]),
        .testTarget(name: "MonitorTests", dependencies: ["Linux", "Monitor", "Namespaces", "Netlink", "Support"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "Linux", "Support"]),
        .testTarget(
            name: "JournalTests",
            dependencies: ["JSON", "Journal", "Linux", .product(name: "Logging", package: "swift-log")]),
        .testTarget(
            name: "ExporterTests",
            dependencies: [
                "Exporter", "Exposition", "HTTP", "Journal", "Linux", "Monitor", "Namespaces", "Support",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(name: "TidyTests", dependencies: ["Support"]),
        .testTarget(
            name: "RealKernelTests", dependencies: ["Linux", "Monitor", "NSFS", "Namespaces", "Netlink", "Support"]),
        .testTarget(name: "EndToEnd", dependencies: ["Support"], path: "Tests/EndToEnd", exclude: ["Golden"]),
    ],
    swiftLanguageModes: [.v6]
)

/// libFuzzer's main function stands in each of these, so that no ordinary build may have them: Tests/Fuzz/run builds
/// with NSEXPORTER_FUZZ set.
if Context.environment["NSEXPORTER_FUZZ"] != nil {
    let fuzzers: [(name: String, rooms: [Target.Dependency])] = [
        ("Accept", ["HTTP"]), ("MountInfo", ["ProcFS"]), ("Netlink", ["Netlink"]), ("Request", ["HTTP", "Linux"]),
    ]
    package.targets += fuzzers.map { fuzzer in
        .executableTarget(
            name: "Fuzz\(fuzzer.name)", dependencies: fuzzer.rooms,
            path: "Tests/Fuzz/\(fuzzer.name)", exclude: ["Corpus"],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    }
}

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .strictMemorySafety(),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .treatAllWarnings(as: .error),
        ]
}
