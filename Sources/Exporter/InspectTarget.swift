// What `inspect` is asked about, by the word that was typed. Pure.

package import Namespaces

/// A process, a namespace or a name.
package enum InspectTarget: Equatable, Sendable {
    case process(Int32)
    case namespace(NamespaceID)
    case name(String)

    /// A number is a process, "net:[4026532179]" a namespace; all else is a name, such as those in /run/netns.
    package init(_ word: String) throws(UsageError) {
        if let namespace = NamespaceID(word) {
            self = .namespace(namespace)
        } else if !word.isEmpty, word.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            guard let processID = Int32(word) else { throw UsageError("'\(word)' is no process: pids are smaller.") }
            self = .process(processID)
        } else if word.isEmpty || word.contains("/") || word.hasSuffix("]") && word.contains(":[") {
            throw UsageError("'\(word)' is neither a process nor a name nor a namespace such as net:[4026531833].")
        } else {
            self = .name(word)
        }
    }
}
