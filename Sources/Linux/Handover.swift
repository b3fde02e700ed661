// Carries one noncopyable value from the thread that made it to the thread that will own it. Taken once; what nobody
// takes ends with this.

internal import Synchronization

/// A value on its way between two threads.
package final class Handover<Value: ~Copyable>: Sendable {
    private let content: Mutex<Value?>

    package init(_ value: consuming sending Value) {
        content = Mutex(value)
    }

    package func take() -> sending Value? {
        content.withLock { $0.take() }
    }
}
