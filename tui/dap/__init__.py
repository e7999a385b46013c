"""The debugger for editors and IDEs, in the words of the Debug Adapter Protocol."""
