import 'reflect-metadata';

// Mocha loads this first: what fails is shown with the lines of the sources.
process.setSourceMapsEnabled(true);
