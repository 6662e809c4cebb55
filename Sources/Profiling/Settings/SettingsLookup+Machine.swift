import Platform
import Scattershot

extension SettingsLookup {
    /// The settings beside a model, when they were measured for this model on this machine, and the default otherwise.
    ///
    /// To be called before the thread is kept on some processor, which a fingerprint would take for a smaller machine.
    ///
    /// - Parameters:
    ///   - model: Path of the model.
    ///   - nodes: Memory nodes; those of the system unless a user described others.
    /// - Complexity: O(size of the file), and a few small files where there is one.
    public init(besideModel model: String, nodes: MemoryNodes) {
        self.init(besideModel: model) {
            MachineFacts.current(measuringBandwidth: false, nodes: nodes).fingerprint
        }
    }
}
