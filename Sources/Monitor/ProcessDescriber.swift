// Reads what people want to know of a process, for lists and reports. Not for rounds: that would be three files a
// process.

internal import Linux
internal import Namespaces
internal import ProcFS

/// Describes processes, one after another, in the same buffer.
struct ProcessDescriber {
    let readsCommandLines: Bool
    private var buffer = ControlGroup.buffer()

    init(readsCommandLines: Bool = false) {
        self.readsCommandLines = readsCommandLines
    }

    /// What could be read; the user's name is left out.
    mutating func describe(_ processID: Int32, below proc: borrowing Directory) -> ProcessDescription {
        var description = ProcessDescription()
        description.command = try? ProcessComm.read(processID, below: proc)
        if readsCommandLines { description.commandLine = try? CommandLine.read(processID, below: proc) }
        if let status = try? ProcessStatus.read(processID, below: proc) { description.uid = status.effectiveUserID }
        if let range = try? ControlGroup.read(processID, below: proc, into: &buffer) {
            description.unit = UnitName(path: String(decoding: buffer[range], as: UTF8.self)).label
        }
        return description
    }
}
