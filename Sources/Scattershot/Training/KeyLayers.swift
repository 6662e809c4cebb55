import KeyLayers
import Platform
import TokenPipeline

extension TrainingSettings {
    /// Adds key layers: a column that says which cluster a sequence belongs to, and layers that see it; for pairs that are
    /// emitted step by step also the output length that the cluster expects, and layers that see how much of it is due.
    ///
    /// - Parameters:
    ///   - clusters: how many at most.
    ///   - format: of the data.
    /// - Throws: `InvalidStructure` when the columns end with a first pass, which must stay the last one.
    /// - Complexity: O(layers).
    public mutating func addKeyLayers(clusters: Int, for format: DataFormat) throws(InvalidStructure) {
        if let last = columns.last, case .pass = last.rule {
            throw InvalidStructure(
                "'\(last)' must be the last column; write the column of clusters before it, such as "
                    + "'column \(last.number) = cluster \(clusters) in 1'")
        }
        let number = format.inputColumns + columns.count + 1
        let (cluster, due) = ("\(number).token[0]", "\(number + 1).due[0]")
        var lines = ["column \(number) = cluster \(clusters) in 1", cluster]
        switch format.kind {
        case .tags:
            lines += ["\(cluster) lower[0]", "\(cluster) out[-1]"]
            if format.inputColumns > 1 { lines += ["\(cluster) 2.token[0]", "\(cluster) 2.token[0..1]"] }
        case .spacing: lines += ["\(cluster) token[0]", "\(cluster) token[0..1]"]
        case .pairs:
            lines += ["\(cluster) token[0]", "\(cluster) unit[-1] token[0]"]
            guard format.emissionWay == .steps else { break }
            lines += ["column \(number + 1) = length by \(number)"]
            lines += [due, "\(due) token[0]", "\(due) token[0..1]", "\(due) edge[0]"]
        }
        extend(by: lines.joined(separator: "\n"))
    }

    /// Adds layers and columns to those that are there.
    mutating func extend(by text: String) {
        do {
            let list = try LayerList(text: text)
            columns += list.columns
            layers += list.layers
        } catch {
            preconditionFailure("built-in layers: \(error)")
        }
    }
}
