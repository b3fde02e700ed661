// What the zoo says of one of its animals: see Tests/Zoo/Zoo.swift. It is only told, never looked up here, so that a
// test compares it with what something else finds.

internal import Foundation

/// An odd namespace in the zoo.
package struct Animal: Sendable {
    /// The zoo's number for it.
    package let id: Int
    /// As written: for what a maker adds, such as `first`, `tries` or `fd-pid`.
    package let facts: [String: String]

    /// The type in the names of /proc/PID/ns, of the namespace that it is about.
    package var type: String? { facts["type"] }
    package var inode: UInt32? { number("inode") }
    /// The kernel's id, which it never uses twice; nil where it has none (before 6.18).
    package var namespaceID: UInt64? { number("nsid") }
    /// The inode of the user namespace that owns it.
    package var owner: UInt32? { number("owner") }
    /// The holder, in the zoo's pid namespace.
    package var pid: Int32? { number("pid") }
    /// The holder's thread, where that is not the leader.
    package var tid: Int32? { number("tid") }
    /// The holder's descriptor.
    package var fd: Int32? { number("fd") }
    /// The mount point.
    package var path: String? { facts["path"]?.removingPercentEncoding }
    /// The inode of a second namespace: the one that the mount is in, or the hidden one's child.
    package var second: UInt32? { number("second") }

    package func number<Number: FixedWidthInteger>(_ key: String) -> Number? {
        facts[key].flatMap { Number($0) }
    }

    /// What a later answer adds or changes.
    func with(_ news: [String: String]) -> Animal {
        Animal(id: id, facts: facts.merging(news) { _, new in new })
    }
}
