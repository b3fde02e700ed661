// Text that came from the host (a process may name itself as it likes), made safe to print on a terminal. Pure.

/// Makes control characters visible.
package enum TerminalText {
    /// The text with every control character but the tab written as "\x1b" is.
    package static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isControl(scalar) {
                result += (scalar.value < 16 ? "\\x0" : "\\x") + String(scalar.value, radix: 16)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// C0, DEL and C1 (ECMA-48): all that a terminal may act on.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && scalar != "\t") || (0x7f...0x9f).contains(scalar.value)
    }
}
