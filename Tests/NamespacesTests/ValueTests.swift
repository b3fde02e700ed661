// The small values of the domain.

internal import Testing

@testable import Namespaces

@Suite struct ValueTests {
    @Test(
        arguments: [
            (NamespaceType.cgroup, 4_026_531_835), (.ipc, 4_026_531_839), (.mnt, 4_026_531_832), (.net, 4_026_531_833),
            (.pid, 4_026_531_836), (.time, 4_026_531_834), (.user, 4_026_531_837), (.uts, 4_026_531_838),
        ] as [(NamespaceType, UInt32)])
    func `the initial namespaces have fixed inodes`(_ type: NamespaceType, _ inode: UInt32) {
        #expect(NamespaceID(type, inode).isInitial)
        #expect(!NamespaceID(type, inode - 100).isInitial)
        #expect(NamespaceType(name: type.name) == type)
    }

    @Test func `a namespace is written as the kernel writes it`() {
        #expect(NamespaceID(.net, 4_026_531_833).description == "net:[4026531833]")
        #expect(NamespaceID("net:[4026531833]") == NamespaceID(.net, 4_026_531_833))
        #expect(NamespaceID("mnt:[1]") == NamespaceID(.mnt, 1))
    }

    @Test(arguments: [
        "", "/", "net", "net:[", "net:[]", "net:[1", "net:1]", "new:[1]", "net:[-1]", "net:[+1]", "net:[4294967296]",
        "net:[1]x", "net:[1]:[2]", ":[1]",
    ])
    func `any other text is no namespace`(_ text: String) {
        #expect(NamespaceID(text) == nil)
    }

    @Test func `an unknown type has no name`() {
        #expect(NamespaceType(name: "foo") == nil)
    }

    @Test func `limits are told apart by their files`() {
        var limits = Limits()
        limits.record(file: "max_net_namespaces", limit: Limit(7))
        limits.record(file: "max_new_namespaces", limit: Limit(8))
        limits.record(file: "max_inotify_watches", limit: Limit(9))
        limits.record(file: "max_fanotify_marks", limit: Limit(10))
        limits.record(file: "other", limit: Limit(11))
        #expect(limits.namespaces[.net] == Limit(7))
        #expect(limits.namespaces[.user] == nil)
        #expect(
            limits.resources == [
                Limits.Resource(name: "fanotify_marks", limit: Limit(10)),
                Limits.Resource(name: "inotify_watches", limit: Limit(9)),
            ])
    }

    @Test func `a limit is told unless the kernel is known to lack its type`() {
        var limits = Limits()
        limits.record(file: "max_net_namespaces", limit: Limit(7))
        limits.record(file: "max_time_namespaces", limit: Limit(8))
        func told(_ kernelTypes: Set<NamespaceType>?) -> [Int32?] {
            let snapshot = Snapshot(limits: limits, kernelTypes: kernelTypes)
            return [snapshot.limit(.net)?.value, snapshot.limit(.time)?.value, snapshot.limit(.uts)?.value]
        }
        #expect(told([.net, .uts]) == [7, nil, nil])
        #expect(told(nil) == [7, 8, nil])
    }

    @Test(
        arguments: [(0, true, false), (1, false, false), (Int32.max - 1, false, false), (Int32.max, false, true)]
            as [(Int32, Bool, Bool)])
    func `two limits have a meaning of their own`(_ value: Int32, _ isDisabled: Bool, _ isUnlimited: Bool) {
        #expect(Limit(value).isDisabled == isDisabled)
        #expect(Limit(value).isUnlimited == isUnlimited)
    }
}
