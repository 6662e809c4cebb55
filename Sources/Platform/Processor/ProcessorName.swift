import CKernels

/// What the processor is called.
public enum ProcessorName {
    /// Maker and model as the kernel or the processor itself reports them, for example "AMD EPYC 9654 96-Core Processor";
    /// on arm64, whose processors carry numbers, "arm64 implementer 0x41 part 0xd0c". "unknown" where neither tells.
    ///
    /// - Complexity: one small file; ask once and keep the answer.
    public static func current() -> String {
        let listed = SystemText.contents(of: "/proc/cpuinfo").flatMap { name(inCPUInfo: $0) }
        return listed ?? brand() ?? "unknown"
    }

    /// The name in a text of the form of /proc/cpuinfo; nil when it has none.
    package static func name(inCPUInfo text: String) -> String? {
        if let model = SystemText.value(of: "model name", in: text), !model.isEmpty {
            return singleSpaced(model)
        }
        guard let implementer = SystemText.value(of: "CPU implementer", in: text),
            let part = SystemText.value(of: "CPU part", in: text)
        else { return nil }
        return "arm64 implementer \(implementer) part \(part)"
    }

    private static func brand() -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 49) { name in
            guard let start = name.baseAddress, ck_processor_brand(start) == 1 else { return nil }
            let text = singleSpaced(String(cString: start))
            return text.isEmpty ? nil : text
        }
    }

    /// Makers pad names with blanks to a fixed width.
    private static func singleSpaced(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ")
    }
}
