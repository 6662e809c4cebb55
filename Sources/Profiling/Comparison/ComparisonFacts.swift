/// What differs between two runs beside their times.
extension ProfileComparison {
    static func differences(of old: [Setting], _ new: [Setting]) -> [Difference] {
        let gone = old.filter { setting in !new.contains { $0.name == setting.name } }
        return (new + gone).compactMap { setting in
            let before = old.first { $0.name == setting.name }?.value
            let now = new.first { $0.name == setting.name }?.value
            return before == now ? nil : Difference(name: setting.name, old: before, new: now)
        }
    }

    static func facts(_ machine: MachineFacts) -> [Setting] {
        [
            Setting(name: "fingerprint", value: machine.fingerprint),
            Setting(name: "processor", value: machine.processor),
            Setting(name: "CPUs", value: "\(machine.processors)"),
            Setting(name: "memory nodes", value: "\(machine.nodes)"),
            Setting(
                name: "caches",
                value: machine.caches.map { QuantityText.short(QuantityText.bytes(Double($0))) }.joined(
                    separator: ", ")),
        ]
    }

    static func warnings(_ old: ProfileReport, _ new: ProfileReport) -> [String] {
        var warnings: [String] = []
        if old.subject != new.subject {
            warnings.append("One profile is of \(old.subject), the other of \(new.subject).")
        }
        if old.machine.fingerprint != new.machine.fingerprint {
            warnings.append("The machines differ, so the times say nothing about the program alone.")
        }
        if old.run.items != new.run.items {
            warnings.append(
                "The amounts differ (\(QuantityText.count(old.run.items)) and \(QuantityText.count(new.run.items)) "
                    + "\(new.run.itemName)): times are compared for an item.")
        } else if old.run.outputDigest != new.run.outputDigest {
            warnings.append("The outputs differ, so the two runs did not do the same work.")
        }
        if old.run.plainPasses.isEmpty != new.run.plainPasses.isEmpty {
            warnings.append(
                "Only one profile has passes without probes: what probes cost is part of the difference.")
        }
        return warnings
    }
}

extension ProfileComparison {
    /// The verdict as a sentence, for example "faster by 12 % (9 % to 15 %), p = 0.0008"; percentages are of the former time.
    public var sentence: String {
        switch verdict {
        case .faster, .slower:
            guard let ratio else { return "" }
            let ends = verdict == .faster ? (ratio.upper, ratio.lower) : (ratio.lower, ratio.upper)
            return "\(verdict.rawValue) by \(Self.change(ratio.estimate)) "
                + "(\(Self.change(ends.0)) to \(Self.change(ends.1))), \(probability)"
        case .noDifference:
            guard let ratio else { return "" }
            return "no difference that these passes can show (time \(Self.signedChange(ratio.lower)) to "
                + "\(Self.signedChange(ratio.upper)), \(probability))"
        case .tooFewPasses:
            return
                "too few passes to show a difference: \(old.passes) before and \(new.passes) now, take 5 or more of each"
        }
    }

    private var probability: String {
        guard let test else { return "" }
        return test.pValue < 0.0001 ? "p < 0.0001" : "p = \(QuantityText.fixed(test.pValue, 4))"
    }

    /// A ratio as a change without its sign: 1.12 and 0.88 are both "12.0 %".
    static func change(_ ratio: Double) -> String { QuantityText.percent((ratio - 1).magnitude) }

    /// A ratio as a change with its sign: 1.12 is "+12.0 %".
    static func signedChange(_ ratio: Double) -> String {
        (ratio > 1 ? "+" : ratio < 1 ? "−" : "±") + change(ratio)
    }

    /// The comparison as JSON (UTF-8): indented, members in the order of their names, a line feed at the end.
    ///
    /// - Throws: ``ProfileFileError`` when a value is not a finite number.
    public func json() throws(ProfileFileError) -> [UInt8] {
        try ProfileJSON.encode(self, name: "comparison")
    }
}
