"""The commands of the `arauto` command line, one file per noun: each reads arguments, calls one function, prints."""
